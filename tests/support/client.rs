//! A browser without a screen: keeps cookies, does not follow redirects by itself.

use scraper::{Html, Selector};

/// A browser.
pub struct Client {
    agent: ureq::Agent,
    base: String,
}

/// What the server answered.
pub struct Answer {
    pub status: u16,
    pub location: Option<String>,
    pub headers: ureq::http::HeaderMap,
    pub body: String,
}

impl Client {
    pub fn new(address: &str) -> Client {
        // No connection waits for a next request: the server ends idle ones, now and then just as they are used again.
        let config = ureq::Agent::config_builder().max_idle_connections(0).max_redirects(0).http_status_as_error(false).build();
        Client { agent: config.into(), base: format!("http://{address}") }
    }

    pub fn get(&self, path: &str) -> Answer {
        self.get_with(path, &[])
    }

    /// Status and redirect of a page whose body may never end.
    pub fn status(&self, path: &str) -> (u16, Option<String>) {
        let response = self.agent.get(format!("{}{path}", self.base)).call().unwrap();
        (response.status().as_u16(), response.headers().get("location").map(|v| v.to_str().unwrap().to_owned()))
    }

    pub fn get_with(&self, path: &str, headers: &[(&str, &str)]) -> Answer {
        let mut request = self.agent.get(format!("{}{path}", self.base));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        read(request.call())
    }

    /// Asks for the head of a page alone.
    pub fn head(&self, path: &str) -> Answer {
        read(self.agent.head(format!("{}{path}", self.base)).call())
    }

    /// Sends a form as a browser does from a page of the same site.
    pub fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        self.post_with(path, fields, &[("sec-fetch-site", "same-origin")])
    }

    pub fn post_with(&self, path: &str, fields: &[(&str, &str)], headers: &[(&str, &str)]) -> Answer {
        let mut request = self.agent.post(format!("{}{path}", self.base));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        read(request.send_form(fields.iter().copied()))
    }

    /// Sends bytes as the body of a form, whatever they are.
    pub fn post_bytes(&self, path: &str, content_type: &str, bytes: &[u8]) -> Answer {
        let request = self.agent.post(format!("{}{path}", self.base)).header("sec-fetch-site", "same-origin").header("content-type", content_type);
        read(request.send(bytes))
    }

    /// Sends a file as the field `file` of a form.
    pub fn upload(&self, path: &str, name: &str, file: &[u8]) -> Answer {
        let mut body = format!("--edge\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\nContent-Type: image/png\r\n\r\n").into_bytes();
        body.extend_from_slice(file);
        body.extend_from_slice(b"\r\n--edge--\r\n");
        self.post_bytes(path, "multipart/form-data; boundary=edge", &body)
    }

    /// Fetches where an answer leads to.
    pub fn follow(&self, answer: &Answer) -> Answer {
        let to = answer.location.clone().unwrap_or_else(|| panic!("no redirect but {}: {}", answer.status, answer.body));
        self.get(to.split('#').next().unwrap())
    }
}

fn read(answer: Result<ureq::http::Response<ureq::Body>, ureq::Error>) -> Answer {
    let mut response = answer.unwrap();
    let header = |name: &str| response.headers().get(name).map(|v| v.to_str().unwrap().to_owned());
    Answer {
        status: response.status().as_u16(),
        location: header("location"),
        headers: response.headers().clone(),
        body: response.body_mut().read_to_string().unwrap_or_default(),
    }
}

impl Answer {
    /// The words of every element a CSS selector finds.
    pub fn words(&self, selector: &str) -> Vec<String> {
        let page = Html::parse_document(&self.body);
        let selector = Selector::parse(selector).unwrap();
        page.select(&selector).map(|e| e.text().collect::<Vec<_>>().join(" ").split_whitespace().collect::<Vec<_>>().join(" ")).collect()
    }

    /// An attribute of the first element a CSS selector finds.
    pub fn attribute(&self, selector: &str, name: &str) -> Option<String> {
        let page = Html::parse_document(&self.body);
        let selector = Selector::parse(selector).unwrap();
        page.select(&selector).next().and_then(|e| e.attr(name)).map(ToOwned::to_owned)
    }

    /// Whether a CSS selector finds anything.
    pub fn has(&self, selector: &str) -> bool {
        !self.words(selector).is_empty()
    }
}
