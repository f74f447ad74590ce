//! The command line: `accolade` alone serves the forum.

mod admin;
mod backup;
mod bar;
mod import;
mod mail_test;
mod moving;
mod numbers;
mod rulebook;
mod serve;

use crate::clock::Clock;
use crate::config::{Config, Overrides};
use clap::{Parser, Subcommand};
use std::path::PathBuf;
use std::process::ExitCode;

/// A community forum that explains every point and every privilege, and delivers every reward.
#[derive(Debug, Parser)]
#[command(name = "accolade", version)]
struct Cli {
    /// A configuration file [default: accolade.toml, where there is one]
    #[arg(long, global = true, env = "ACCOLADE_CONFIG")]
    config: Option<PathBuf>,
    /// Address and port to listen on
    #[arg(long, global = true)]
    listen: Option<String>,
    /// Address under which members reach the forum
    #[arg(long, global = true)]
    public_url: Option<String>,
    /// Folder of the embedded database and of mails written as files
    #[arg(long, global = true)]
    data_dir: Option<PathBuf>,
    /// sqlite:PATH or postgres://USER@HOST/NAME
    #[arg(long, global = true)]
    database_url: Option<String>,
    /// Any setting by its name, as in --set workers=4; `config show` lists them
    #[arg(long, global = true, value_name = "NAME=VALUE")]
    set: Vec<String>,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the forum (what happens without a command)
    Serve,
    /// Fill an empty database with a small bilingual community, and serve it
    Demo,
    /// Create members and give roles from here
    Admin {
        #[command(subcommand)]
        what: admin::AdminCommand,
    },
    /// Bring a community from elsewhere
    Import {
        #[command(subcommand)]
        what: ImportCommand,
    },
    /// Replay the ledger and compare it with every cached number; exit code 1 when something differs
    Check {
        /// Print the findings as JSON
        #[arg(long)]
        json: bool,
    },
    /// Compute every cached number anew
    Recount,
    /// Copy the embedded database to a file while the forum runs
    Backup { file: PathBuf },
    /// Put a backup in place of the embedded database
    Restore { file: PathBuf },
    /// Copy everything from the embedded database to an empty PostgreSQL database
    Move {
        /// postgres://USER@HOST/NAME
        to: String,
    },
    /// Send one mail the way the forum would
    MailTest { address: String },
    /// Show, try and publish rulebooks
    Rulebook {
        #[command(subcommand)]
        what: rulebook::RulebookCommand,
    },
    /// Show the configuration in force
    Config {
        #[command(subcommand)]
        what: ConfigCommand,
    },
}

#[derive(Debug, Subcommand)]
enum ImportCommand {
    /// Read the unpacked XML dump of a Stack Exchange site
    StackExchange {
        /// The folder with Users.xml, Posts.xml and Votes.xml
        folder: PathBuf,
        /// Write reputation.csv and badges.csv into this folder
        #[arg(long)]
        report: Option<PathBuf>,
        /// Name of the source, by which a later dump is recognised [default: from the folder's name]
        #[arg(long)]
        source: Option<String>,
    },
}

#[derive(Debug, Subcommand)]
enum ConfigCommand {
    /// Print every setting and its value, secrets blotted out
    Show,
}

/// Runs the program. Whatever fails is said in one sentence on standard error, and the exit code is 1.
pub fn run() -> ExitCode {
    let cli = Cli::parse();
    match carry_out(cli) {
        Ok(()) => ExitCode::SUCCESS,
        Err(sentence) => {
            eprintln!("accolade: {sentence}");
            ExitCode::FAILURE
        }
    }
}

fn carry_out(cli: Cli) -> Result<(), String> {
    let flags = Overrides { listen: cli.listen, public_url: cli.public_url, data_dir: cli.data_dir, database_url: cli.database_url, set: cli.set };
    let config = Config::load(cli.config.as_deref(), &flags)?;
    match cli.command.unwrap_or(Command::Serve) {
        Command::Config { what: ConfigCommand::Show } => {
            print!("{}", config.shown());
            Ok(())
        }
        Command::Rulebook { what } => rulebook::run(&config, what),
        Command::Serve => {
            log_to_stderr(&config)?;
            serve::serve(config, Clock::System)
        }
        Command::Demo => {
            log_to_stderr(&config)?;
            serve::demo(config, Clock::System)
        }
        Command::Import { what: ImportCommand::StackExchange { folder, report, source } } => {
            import::stack_exchange(&config, &folder, report.as_deref(), source.as_deref())
        }
        Command::MailTest { address } => mail_test::mail_test(&config, &address),
        Command::Check { json } => numbers::check(&config, json),
        Command::Recount => numbers::recount(&config),
        Command::Admin { what } => admin::run(&config, what),
        Command::Backup { file } => backup::backup(&config, &file),
        Command::Restore { file } => backup::restore(&config, &file),
        Command::Move { to } => moving::move_to(&config, &to),
    }
}

/// Starts logging as the configuration says.
fn log_to_stderr(config: &Config) -> Result<(), String> {
    let filter = tracing_subscriber::EnvFilter::try_new(&config.log)
        .map_err(|e| format!("log is “{}”, which is no filter: {e}. Write info or accolade=debug,warn.", config.log))?;
    let logs = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    let started = if config.log_format == "json" { logs.json().try_init() } else { logs.try_init() };
    started.map_err(|e| e.to_string())
}
