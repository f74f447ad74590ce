//! Mail leaves here: by SMTP where a server is set, into `.eml` files in the data folder where none is.

pub mod eml;

use crate::config::Config;
use lettre::message::Mailbox;
use lettre::transport::smtp;
use lettre::{Message, SmtpTransport, Transport};
use std::path::PathBuf;
use std::time::Duration;

/// Where mails go.
pub struct Mailer {
    /// Sender of all mails.
    pub from: Mailbox,
    way: Way,
}

enum Way {
    Smtp(SmtpTransport),
    Files(PathBuf),
}

/// Why a mail was not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// The server may take it later (4xx), or could not be reached.
    #[error("{0}")]
    ForNow(String),
    /// The server will never take it (5xx).
    #[error("{0}")]
    ForGood(String),
}

impl Mailer {
    /// Readies the way mails go; connects only when the first is sent.
    ///
    /// # Errors
    /// A sentence that names the setting that is wrong.
    pub fn open(config: &Config) -> Result<Mailer, String> {
        let from =
            config.mail_from.parse().map_err(|e| format!("mail_from is “{}”, which is no sender ({e}): write Name <address@host>.", config.mail_from))?;
        let way = if config.smtp_url.is_empty() {
            Way::Files(config.data_dir.join("mail"))
        } else {
            let transport = SmtpTransport::from_url(&config.smtp_url)
                .map_err(|e| format!("smtp_url is not right ({e}): write smtp://HOST:PORT or smtps://USER:PASSWORD@HOST:PORT."))?;
            Way::Smtp(transport.timeout(Some(Duration::from_secs(config.smtp_timeout_seconds))).build())
        };
        Ok(Mailer { from, way })
    }

    /// The folder of the `.eml` files, where no server is set.
    pub fn folder(&self) -> Option<&PathBuf> {
        match &self.way {
            Way::Smtp(_) => None,
            Way::Files(folder) => Some(folder),
        }
    }

    /// A mail that was written as a file; none where there is no such file, or mails are not files.
    ///
    /// # Errors
    /// When the file is there and cannot be read.
    pub fn written(&self, name: &str) -> std::io::Result<Option<eml::WrittenMail>> {
        let Some(folder) = self.folder() else { return Ok(None) };
        match std::fs::read(folder.join(format!("{name}.eml"))) {
            Ok(raw) => Ok(Some(eml::read(&String::from_utf8_lossy(&raw)))),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// The names of all mails that were written as files.
    ///
    /// # Errors
    /// When the folder cannot be read.
    pub fn all_written(&self) -> std::io::Result<Vec<String>> {
        let Some(folder) = self.folder() else { return Ok(Vec::new()) };
        let files = match std::fs::read_dir(folder) {
            Ok(files) => files,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(error),
        };
        let names = files.map(|file| Ok(file?.file_name().to_str().and_then(|name| name.strip_suffix(".eml")).map(str::to_owned)));
        names.filter_map(Result::transpose).collect()
    }

    /// Removes the file of a mail, if there is one.
    ///
    /// # Errors
    /// When it is there and cannot be removed.
    pub fn forget(&self, name: &str) -> std::io::Result<()> {
        let Some(folder) = self.folder() else { return Ok(()) };
        match std::fs::remove_file(folder.join(format!("{name}.eml"))) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error),
            Ok(()) | Err(_) => Ok(()),
        }
    }

    /// Hands a mail over; blocks until the server has answered. `name` is the file's name where mails become files.
    ///
    /// # Errors
    /// Whether to try again, and what the server said.
    pub fn send(&self, message: &Message, name: &str) -> Result<(), Refused> {
        match &self.way {
            Way::Smtp(transport) => transport
                .send(message)
                .map(drop)
                .map_err(|e| if is_about_the_mail(&e) && welcomes(transport) { Refused::ForGood(e.to_string()) } else { Refused::ForNow(e.to_string()) }),
            Way::Files(folder) => {
                let failed = |e: std::io::Error| Refused::ForNow(format!("{} could not be written: {e}", folder.display()));
                std::fs::create_dir_all(folder).map_err(failed)?;
                // Under its own name only when it is whole, so that nobody reads half a mail.
                let draft = folder.join(format!(".{name}.part"));
                std::fs::write(&draft, message.formatted()).map_err(failed)?;
                std::fs::rename(&draft, folder.join(format!("{name}.eml"))).map_err(failed)
            }
        }
    }
}

/// Whether the server talks to us at all: one that greets us with 5xx refuses every mail, which is the operator's to mend, too.
fn welcomes(transport: &SmtpTransport) -> bool {
    transport.test_connection().is_ok_and(|welcome| welcome)
}

/// Whether the server refuses this very mail. A wrong or missing password is refused with 5xx, too, but it is the operator's to
/// mend, and no mail may be lost until then.
fn is_about_the_mail(error: &smtp::Error) -> bool {
    const ABOUT_SIGNING_IN: [u16; 4] = [530, 534, 535, 538];
    error.is_permanent() && !error.status().is_some_and(|code| ABOUT_SIGNING_IN.contains(&u16::from(code)))
}
