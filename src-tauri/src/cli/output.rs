//! Prints the output of the command line. The reader may stop before the end
//! (`mostrador sales --format csv | head -1`): then the rest is not printed,
//! the work goes on, and the exit code is the same.

use std::fmt;
use std::io::{self, Write};
use std::sync::{Mutex, PoisonError};

/// The state of the output so far.
#[derive(Debug, Default)]
struct Output {
    /// Set once nobody reads the output any more.
    left: bool,
    /// Why the output could not be written, for example because the disk is
    /// full.
    trouble: Option<io::Error>,
}

static OUTPUT: Mutex<Output> = Mutex::new(Output {
    left: false,
    trouble: None,
});

impl Output {
    fn write(&mut self, to: &mut impl Write, words: fmt::Arguments<'_>) {
        if self.left || self.trouble.is_some() {
            return;
        }
        self.note(to.write_fmt(words));
    }

    fn note(&mut self, outcome: io::Result<()>) {
        match outcome {
            Ok(()) => {}
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => self.left = true,
            Err(error) => self.trouble = Some(error),
        }
    }
}

/// Prints to the standard output.
pub(super) fn print(words: fmt::Arguments<'_>) {
    let mut output = OUTPUT.lock().unwrap_or_else(PoisonError::into_inner);
    output.write(&mut io::stdout().lock(), words);
}

/// Prints to the standard error, if it is open.
pub(super) fn print_error(words: fmt::Arguments<'_>) {
    let _ = io::stderr().lock().write_fmt(words);
}

/// The standard output, for bytes. A reader that stopped is an error here, so that
/// nothing goes on being made for nobody.
pub(super) struct Bytes;

impl Write for Bytes {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        io::stdout().lock().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        io::stdout().lock().flush()
    }
}

/// Ends the output. Output that could not be written is an error; a reader that
/// stopped is not.
pub(super) fn end() -> io::Result<()> {
    let mut output = OUTPUT.lock().unwrap_or_else(PoisonError::into_inner);
    let flushed = io::stdout().lock().flush();
    output.note(flushed);
    output.trouble.take().map_or(Ok(()), Err)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Takes a number of writes, and then fails.
    struct Pipe {
        takes: usize,
        then: io::ErrorKind,
        taken: Vec<u8>,
    }

    impl Write for Pipe {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            if self.takes == 0 {
                return Err(self.then.into());
            }
            self.takes -= 1;
            self.taken.extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn printed(then: io::ErrorKind) -> (Output, Vec<u8>) {
        let mut output = Output::default();
        let mut pipe = Pipe {
            takes: 1,
            then,
            taken: Vec::new(),
        };
        for line in ["one\n", "two\n", "three\n"] {
            output.write(&mut pipe, format_args!("{line}"));
        }
        (output, pipe.taken)
    }

    #[test]
    fn a_reader_that_stops_is_not_an_error() {
        let (output, taken) = printed(io::ErrorKind::BrokenPipe);
        assert_eq!(taken, b"one\n");
        assert!(output.left && output.trouble.is_none());
    }

    #[test]
    fn a_full_disk_is_an_error() {
        let (output, taken) = printed(io::ErrorKind::StorageFull);
        assert_eq!(taken, b"one\n");
        assert_eq!(
            output.trouble.map(|it| it.kind()),
            Some(io::ErrorKind::StorageFull)
        );
    }
}
