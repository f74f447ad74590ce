//! The program; all of it is in the library.

/// Pages are made of thousands of small strings: the system's allocator took a third of the time of a page.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    accolade::cli::run()
}
