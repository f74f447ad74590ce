//! Who is asking: passwords, secrets of links and sessions, the same-origin guard, limits on attempts.

pub mod attempts;
pub mod passwords;
pub mod secrets;
