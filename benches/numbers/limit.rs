//! The limit everything is compared with: actix answering the same bytes from memory, in a process of its own, with as many workers.

use actix_web::http::StatusCode;
use actix_web::{App, HttpResponse, HttpServer, web};
use std::net::TcpListener;
use std::process::{Child, Command, Stdio};

/// Serves one answer until the process is ended. Called in the child; see [`Limit::serve`].
pub fn run(port: u16, answer: &super::load::Answer) -> std::io::Result<()> {
    let body = web::Bytes::from(answer.body.clone());
    let (status, headers) = (answer.status, answer.headers.clone());
    let listener = TcpListener::bind(("127.0.0.1", port))?;
    let workers = std::thread::available_parallelism().map_or(2, usize::from);
    actix_web::rt::System::new().block_on(async move {
        HttpServer::new(move || {
            let (body, headers) = (body.clone(), headers.clone());
            // The body of a request is read, as the forum reads it.
            App::new().default_service(web::to(move |_: web::Bytes| {
                let mut response = HttpResponse::build(StatusCode::from_u16(status).expect("a status that was answered"));
                for (name, value) in &headers {
                    response.insert_header((name.as_str(), value.as_str()));
                }
                let response = response.body(body.clone());
                async move { response }
            }))
        })
        .workers(workers)
        .listen(listener)?
        .run()
        .await
    })
}

/// A running limit.
pub struct Limit {
    child: Child,
    pub address: String,
    _answer: tempfile::NamedTempFile,
}

impl Limit {
    /// Serves the same answer from memory.
    pub fn serve(answer: &super::load::Answer) -> Limit {
        let file = tempfile::NamedTempFile::new().expect("a temporary file");
        serde_json::to_writer(&file, answer).expect("the answer as JSON");
        let port = super::forum::free_port();
        let this = std::env::current_exe().expect("this program");
        let child = Command::new(this).arg("limit").arg(port.to_string()).arg(file.path()).stdout(Stdio::null()).spawn().expect("the limit starts");
        let address = format!("127.0.0.1:{port}");
        super::forum::wait_for(&address, "/");
        Limit { child, address, _answer: file }
    }
}

impl Drop for Limit {
    fn drop(&mut self) {
        // Nothing is to be saved: the process only answers.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}
