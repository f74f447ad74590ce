//! Members and roles from the command line, for whoever runs the server.

use crate::actions::Failure;
use crate::actions::accounts::{self as signing, SignUp};
use crate::actions::moderation::set_role;
use crate::app::{open_existing_database, open_or_make_database};
use crate::auth::passwords;
use crate::clock::Clock;
use crate::config::Config;
use crate::rules::text::{DisplayName, Email, FieldError, Handle};
use crate::rules::vocabulary::{Language, Role};
use crate::store::members;
use crate::ui::forms;
use crate::ui::words::Words;
use clap::Subcommand;
use std::io::BufRead;

/// What can be done.
#[derive(Debug, Subcommand)]
pub enum AdminCommand {
    /// Create a member with a confirmed address; the password is read from standard input
    Create {
        handle: String,
        email: String,
        /// member, moderator, manager or administrator
        #[arg(long, default_value = "administrator")]
        role: Role,
    },
    /// Give a member a role
    Role {
        handle: String,
        /// member, moderator, manager or administrator
        role: Role,
    },
}

/// Carries a command out.
///
/// # Errors
/// One sentence with the fix.
pub fn run(config: &Config, command: AdminCommand) -> Result<(), String> {
    match command {
        AdminCommand::Create { handle, email, role } => {
            let said = |field: &str, e: FieldError| format!("{field}: {}", forms::sentence(Words::of(Language::English), &e));
            // What can be said without the password and the database is said first.
            let (name, parsed) = (DisplayName::parse(&handle).map_err(|e| said("handle", e))?, Handle::parse(&handle).map_err(|e| said("handle", e))?);
            let address = Email::parse(&email).map_err(|e| said("email", e))?;
            let db = open_or_make_database(config, &Clock::System).map_err(|e| e.to_string())?;
            eprintln!("Password for {handle}:");
            let mut password = String::new();
            std::io::stdin().lock().read_line(&mut password).map_err(|e| format!("The password could not be read: {e}"))?;
            let password = password.trim_end_matches(['\r', '\n']);
            passwords::check_new(password, &[&handle, &email]).map_err(|e| said("password", e))?;
            let form = SignUp {
                display_name: name,
                handle: parsed,
                email: address,
                password_hash: passwords::hash_now(password)?,
                language: Language::English,
                time_zone: "UTC".into(),
            };
            db.write_now(move |tx| signing::create_confirmed(tx, &form, role)).map_err(|failure| match failure {
                Failure::Invalid(fields) => fields.into_iter().map(|(field, e)| said(field, e)).collect::<Vec<_>>().join(" "),
                other => other.to_string(),
            })?;
            println!("{handle} is {role} and can sign in.");
        }
        AdminCommand::Role { handle, role } => {
            let db = open_existing_database(config, &Clock::System).map_err(|e| e.to_string())?;
            let name = handle.clone();
            let member = db.read_now(move |conn| members::by_handle(conn, &name)).map_err(|e| e.to_string())?;
            let member = member.ok_or_else(|| format!("There is no member {handle}. Check the handle, without the @."))?;
            db.write_now(move |tx| set_role::give(tx, None, member, role, "")).map_err(|e| e.to_string())?;
            println!("{handle} is {role} now.");
        }
    }
    Ok(())
}
