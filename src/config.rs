//! The configuration: one struct, read once from defaults, `accolade.toml`, `ACCOLADE_*` variables and flags, each over the one before.

use figment::Figment;
use figment::error::Kind;
use figment::providers::{Env, Format, Serialized, Toml};
use figment::value::Value;
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// Everything an operator can set. `accolade config show` prints the values in force.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Address and port to listen on.
    pub listen: String,
    /// Address under which members reach the forum, without a slash at the end; mails and feeds carry it.
    pub public_url: String,
    /// Folder of the embedded database and of mails written as files.
    pub data_dir: PathBuf,
    /// `sqlite:PATH` or `postgres://…`; empty: `accolade.db` in the data folder.
    pub database_url: String,
    /// A PostgreSQL replica for reads; empty: none.
    pub database_read_url: String,
    /// Most connections of each pool.
    pub database_connections: u32,
    /// `smtp://…` or `smtps://USER:PASSWORD@HOST:PORT`; empty: mails become `.eml` files in the data folder.
    pub smtp_url: String,
    /// How long the mail server may take for each of its answers, in seconds; a mail that waits longer is tried again later.
    pub smtp_timeout_seconds: u64,
    /// A rulebook of your own, in place of the one inside; empty: that one. A higher `version` is published at the next start.
    pub rulebook: PathBuf,
    /// Sender of all mails.
    pub mail_from: String,
    /// How long a mail about awards waits for more of them, in seconds.
    pub award_mail_seconds: i64,
    /// Threads that answer requests; 0: one for each core.
    pub workers: usize,
    /// Most connections at a time; 0: as many as the system lets this program open files, up to 10000.
    pub connections: usize,
    /// Most connections of one address at a time; behind a proxy, where all come from one, its own limits count.
    pub connections_per_address: usize,
    /// How long a client may be silent while the forum waits for a request or the next part of one, in seconds.
    pub silence_seconds: u64,
    /// Largest memory for rendered guest pages, in megabytes.
    pub page_cache_mb: u64,
    /// Take the client's address from `X-Forwarded-For`: only behind a proxy that sets it.
    pub behind_proxy: bool,
    /// With it, `/metrics` is shown to whoever sends `Authorization: Bearer TOKEN`; empty: only to programs on the same machine.
    pub metrics_token: String,
    /// `text` or `json`.
    pub log_format: String,
    /// What is logged, as in `info` or `accolade=debug,warn`.
    pub log: String,
    /// How often one network (an IPv4 address, or 64 bits of IPv6) may try to sign in, sign up or ask for a mail, per ten minutes.
    pub attempts_per_address: u32,
    /// How often members and guests may preview, search, vote and the like, in hundredths of what is usual.
    pub pace_percent: u32,
}

impl Default for Config {
    fn default() -> Self {
        Config {
            listen: "127.0.0.1:8080".into(),
            public_url: "http://127.0.0.1:8080".into(),
            data_dir: PathBuf::from("data"),
            database_url: String::new(),
            database_read_url: String::new(),
            database_connections: 8,
            smtp_url: String::new(),
            smtp_timeout_seconds: 20,
            rulebook: PathBuf::new(),
            mail_from: "Accolade <accolade@localhost.localdomain>".into(),
            award_mail_seconds: 600,
            workers: 0,
            connections: 0,
            connections_per_address: 200,
            silence_seconds: 15,
            page_cache_mb: 64,
            behind_proxy: false,
            metrics_token: String::new(),
            log_format: "text".into(),
            log: "info".into(),
            attempts_per_address: 30,
            pace_percent: 100,
        }
    }
}

/// A silent server costs a mail twice this, as the goodbye waits, too: longer, and the mail's lease could end before its sending.
const LONGEST_SMTP_TIMEOUT: u64 = 30;

/// More connections than this take more memory than a forum should.
const MOST_CONNECTIONS: usize = 10_000;

/// Values that flags of the command line set.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Overrides {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub listen: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub public_url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub data_dir: Option<PathBuf>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub database_url: Option<String>,
    /// Any setting by its name: `NAME=VALUE`.
    #[serde(skip)]
    pub set: Vec<String>,
}

impl Config {
    /// Reads the configuration. `file` must exist when it is named; `accolade.toml` need not.
    ///
    /// # Errors
    /// A sentence that names the setting and what is wrong with it.
    pub fn load(file: Option<&std::path::Path>, flags: &Overrides) -> Result<Config, String> {
        let toml = match file {
            Some(path) if !path.exists() => return Err(format!("There is no configuration file {}: check --config.", path.display())),
            Some(path) => Toml::file_exact(path),
            None if std::path::Path::new("accolade.toml").exists() => Toml::file_exact("accolade.toml"),
            None => Toml::string(""),
        };
        let mut figment = Figment::from(Serialized::defaults(Config::default()))
            .merge(toml)
            .merge(Env::prefixed("ACCOLADE_").ignore(&["CONFIG"]))
            .merge(Serialized::defaults(flags));
        for said in &flags.set {
            let Some((name, value)) = said.split_once('=') else {
                return Err(format!("--set {said} has no value: write --set NAME=VALUE."));
            };
            // Read as a variable is: a number, true or false, or text.
            let value: Value = value.parse().unwrap_or_else(|never: std::convert::Infallible| match never {});
            figment = figment.merge(Serialized::default(name.trim(), value));
        }
        let config: Config = figment.extract().map_err(|e| sentence(&e))?;
        config.checked(flags)
    }

    fn checked(mut self, flags: &Overrides) -> Result<Config, String> {
        let defaults = Config::default();
        // Whoever moves the port and says nothing else is reached under that port.
        if self.public_url == defaults.public_url && self.listen != defaults.listen && flags.public_url.is_none() {
            let (host, port) = self.listen.rsplit_once(':').unwrap_or((&self.listen, "80"));
            // Every address of this machine is none that a browser can go to.
            let host = if matches!(host, "0.0.0.0" | "[::]") { "127.0.0.1" } else { host };
            self.public_url = format!("http://{host}:{port}");
        }
        self.public_url = self.public_url.trim_end_matches('/').to_owned();
        if !self.public_url.starts_with("http://") && !self.public_url.starts_with("https://") {
            return Err(format!("public_url is “{}”: it must start with http:// or https://.", self.public_url));
        }
        if !matches!(self.log_format.as_str(), "text" | "json") {
            return Err(format!("log_format is “{}”: write text or json.", self.log_format));
        }
        if !(1..=LONGEST_SMTP_TIMEOUT).contains(&self.smtp_timeout_seconds) {
            return Err(format!("smtp_timeout_seconds is {}: write a number from 1 to {LONGEST_SMTP_TIMEOUT}.", self.smtp_timeout_seconds));
        }
        if self.silence_seconds == 0 || self.connections_per_address == 0 {
            return Err("silence_seconds and connections_per_address must be 1 or more: with 0 nobody could be served.".into());
        }
        if self.pace_percent == 0 {
            return Err("pace_percent is 0: nobody could search or vote. Write 100 for the usual paces.".into());
        }
        if self.database_connections == 0 {
            return Err("database_connections is 0: the forum needs at least one connection.".into());
        }
        self.listen
            .parse::<std::net::SocketAddr>()
            .map_err(|_| format!("listen is “{}”: write an address and a port, such as 127.0.0.1:8080.", self.listen))?;
        Ok(self)
    }

    /// The database's address; the embedded one in the data folder where none is set.
    pub fn database(&self) -> String {
        if self.database_url.is_empty() { format!("sqlite:{}", self.data_dir.join("accolade.db").display()) } else { self.database_url.clone() }
    }

    /// How many connections may be open at a time, as far as the system lets this program open files.
    pub fn connections(&self) -> usize {
        let wanted = if self.connections == 0 { MOST_CONNECTIONS } else { self.connections };
        wanted.min(crate::server::connections_that_fit())
    }

    /// Whether members reach the forum by TLS, so that cookies and headers can be strict.
    pub fn is_secure(&self) -> bool {
        self.public_url.starts_with("https://")
    }

    /// Scheme, host and port of the public address, as browsers send them in `Origin`.
    pub fn origin(&self) -> &str {
        let after_scheme = self.public_url.find("://").map_or(0, |i| i + 3);
        match self.public_url[after_scheme..].find('/') {
            Some(end) => &self.public_url[..after_scheme + end],
            None => &self.public_url,
        }
    }

    /// The configuration as TOML, secrets in addresses blotted out.
    pub fn shown(&self) -> String {
        let mut shown = self.clone();
        shown.database_url = without_password(&self.database());
        shown.database_read_url = without_password(&self.database_read_url);
        shown.smtp_url = without_password(&self.smtp_url);
        if !shown.metrics_token.is_empty() {
            shown.metrics_token = "…".into();
        }
        toml::to_string_pretty(&shown).unwrap_or_default()
    }
}

/// What is wrong in the configuration, and where.
fn sentence(error: &figment::Error) -> String {
    let place = match error.metadata.as_ref() {
        Some(data) if matches!(data.source, Some(figment::Source::Code(_))) => "the flags".to_owned(),
        Some(data) => data.source.as_ref().map_or_else(|| "the variables ACCOLADE_…".to_owned(), ToString::to_string),
        None => "the configuration".to_owned(),
    };
    let setting = error.path.join(".").to_lowercase();
    match &error.kind {
        Kind::UnknownField(name, known) => format!("There is no setting “{name}” (from {place}). The settings are: {}.", known.join(", ")),
        Kind::InvalidType(found, expected) | Kind::InvalidValue(found, expected) => {
            format!("{setting} in {place} is {found}: write {}.", in_words(expected))
        }
        other => format!("The configuration is not right in {place}: {}. Correct it there.", without_drawing(&other.to_string())),
    }
}

/// What a setting takes, from the name of its type.
fn in_words(expected: &str) -> &str {
    match expected {
        "usize" | "u64" | "u32" => "a whole number, 0 or more",
        "i64" => "a whole number",
        "a boolean" | "bool" => "true or false",
        "a string" | "path string" => "text in quotes",
        other => other,
    }
}

/// A parser's message without the lines in which it draws the place.
fn without_drawing(said: &str) -> String {
    let is_drawn = |line: &&str| line.trim_start_matches(|c: char| c.is_ascii_digit() || c == ' ').starts_with('|');
    let mut lines = said.lines().filter(|line| !is_drawn(line));
    let first = lines.next().unwrap_or_default();
    let rest: Vec<&str> = lines.collect();
    if rest.is_empty() { first.to_owned() } else { format!("{first}: {}", rest.join(", ")) }
}

/// An address with its password replaced.
fn without_password(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else { return url.to_owned() };
    match rest.rsplit_once('@') {
        Some((credentials, host)) => {
            let user = credentials.split(':').next().unwrap_or_default();
            format!("{scheme}://{user}:…@{host}")
        }
        None => url.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_are_not_shown() {
        assert_eq!(without_password("postgres://ada:se:cret@db/forum"), "postgres://ada:…@db/forum");
        assert_eq!(without_password("sqlite:data/x.db"), "sqlite:data/x.db");
    }

    #[test]
    fn the_public_address_follows_the_port() {
        let config = Config { listen: "127.0.0.1:9000".into(), ..Config::default() }.checked(&Overrides::default()).unwrap();
        assert_eq!(config.public_url, "http://127.0.0.1:9000");
        let everywhere = Config { listen: "0.0.0.0:8080".into(), ..Config::default() }.checked(&Overrides::default()).unwrap();
        assert_eq!(everywhere.public_url, "http://127.0.0.1:8080");
        assert_eq!(Config { public_url: "https://forum.example/sub".into(), ..Config::default() }.origin(), "https://forum.example");
    }

    #[test]
    fn mistakes_are_named() {
        let wrong = |c: Config| c.checked(&Overrides::default()).unwrap_err();
        assert!(wrong(Config { listen: "8080".into(), ..Config::default() }).contains("listen"));
        assert!(wrong(Config { pace_percent: 0, ..Config::default() }).contains("pace_percent"));
        assert!(wrong(Config { smtp_timeout_seconds: 0, ..Config::default() }).contains("smtp_timeout_seconds"));
        assert!(wrong(Config { public_url: "forum.example".into(), ..Config::default() }).contains("public_url"));
    }
}
