//! One mail, sent the way the forum would.

use crate::app::database::look;
use crate::app::rulebook::in_force;
use crate::clock::Clock;
use crate::config::Config;
use crate::emails::compose::Letterhead;
use crate::mailer::Mailer;
use crate::store::settings;
use crate::worker::send_test_mail;

/// Sends one mail. The forum may run, or not be there yet: nothing is written into its database.
///
/// # Errors
/// One sentence with the fix.
pub fn mail_test(config: &Config, address: &str) -> Result<(), String> {
    let mailer = Mailer::open(config)?;
    let now = Clock::System.now();
    let letterhead = Letterhead {
        site: site_name(config)?,
        public_url: config.public_url.clone(),
        // A test has no link that would be signed.
        link_secret: String::new(),
        book: in_force(config, now).map_err(|e| e.to_string())?,
    };
    send_test_mail(&mailer, &letterhead, now, address)
        .map_err(|said| format!("No mail went to {address}: {}. The setting smtp_url names the mail server.", said.trim_end_matches('.')))?;
    match mailer.folder() {
        Some(folder) => println!("No SMTP server is set: the mail is a file in {}.", folder.display()),
        None => println!("The mail server took a mail to {address}."),
    }
    Ok(())
}

fn site_name(config: &Config) -> Result<String, String> {
    let named = look(config).and_then(|conn| conn.map_or(Ok(None), |mut conn| settings::get(&mut conn, settings::SITE_NAME)));
    Ok(named.map_err(|e| e.to_string())?.unwrap_or_else(|| "Accolade".into()))
}
