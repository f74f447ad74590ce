//! What the system does with a connection on our behalf.

use super::connections::End;
use actix_web::rt::net::TcpStream;

/// How long an answer may lie unfetched before the system gives the connection up.
#[cfg(target_os = "linux")]
const UNFETCHED_MILLISECONDS: libc::c_int = 30_000;

/// Has the system end a connection whose client takes nothing more of what is sent.
#[cfg(target_os = "linux")]
pub(super) fn bound_sending(stream: &TcpStream) {
    use std::os::fd::AsRawFd;
    let milliseconds = UNFETCHED_MILLISECONDS;
    let size = libc::socklen_t::try_from(size_of_val(&milliseconds)).unwrap_or_default();
    // SAFETY: the descriptor is open as long as the stream is borrowed, and the option takes an int; where it is refused, nothing changes.
    unsafe {
        libc::setsockopt(stream.as_raw_fd(), libc::IPPROTO_TCP, libc::TCP_USER_TIMEOUT, (&raw const milliseconds).cast(), size);
    }
}

/// Elsewhere the sending side ends with the connection's time alone.
#[cfg(not(target_os = "linux"))]
pub(super) fn bound_sending(_: &TcpStream) {}

/// What ends a connection: both directions are shut, and its own task then finds the end and closes it.
#[cfg(unix)]
pub(super) fn end_of(stream: &TcpStream) -> End {
    use std::os::fd::AsRawFd;
    let descriptor = stream.as_raw_fd();
    Box::new(move || {
        // SAFETY: shutting a socket touches no memory. The number is this connection's as long as it is counted, which ends before it
        // is closed; on anything but a socket the call is refused.
        unsafe {
            libc::shutdown(descriptor, libc::SHUT_RDWR);
        }
    })
}

/// Elsewhere a connection ends by the server's own timers.
#[cfg(not(unix))]
pub(super) fn end_of(_: &TcpStream) -> End {
    Box::new(|| {})
}
