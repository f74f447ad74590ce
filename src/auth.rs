//! Who is asking: the caller of a request, passwords, secrets of links and sessions, known devices, the same-origin guard, limits on attempts.

pub mod attempts;
pub mod caller;
pub mod client_address;
pub mod devices;
pub mod passwords;
pub mod secrets;
pub mod sign_in_pace;
