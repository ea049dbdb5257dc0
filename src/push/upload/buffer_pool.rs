//! The buffers in which an archive travels from the threads that pack it to the upload.
//!
//! Owns a fixed number of large buffers that are used again and again: memory does not grow with the archive, and the
//! packing waits when the upload is behind. What is in them is `archive`'s, where they go is `upload`'s.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;

use crate::push::Error;

/// A piece of the archive, full but for the last one.
#[derive(Clone, Debug)]
pub(crate) struct Part {
    /// From 1, as S3 counts.
    pub(crate) number: u16,
    /// Its bytes; the buffer goes back to the pool with the last clone.
    pub(crate) bytes: Bytes,
    pub(crate) checksum: u32,
}

#[derive(Clone, Debug)]
pub(crate) struct Pool(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    margin: usize,
    part_size: usize,
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Debug)]
struct State {
    free: Vec<Box<[u8]>>,
    /// How many more may be made.
    unmade: usize,
    closed: bool,
}

impl Pool {
    /// A pool of at most `count` buffers for parts of `part_size` bytes; each is made when it is first needed. `margin`
    /// is how many bytes before a part its buffer has room for, for whoever needs to see what it follows.
    pub(crate) fn new(count: usize, part_size: usize, margin: usize) -> Self {
        let state = Mutex::new(State { free: Vec::new(), unmade: count, closed: false });
        Self(Arc::new(Shared { margin, part_size, state, changed: Condvar::new() }))
    }

    /// Ends every wait for a buffer, now and later.
    pub(crate) fn close(&self) {
        self.state().closed = true;
        self.0.changed.notify_all();
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // No code that can panic runs under the lock.
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn acquire(&self) -> Result<Buffer, Error> {
        let mut state = self.state();
        loop {
            if state.closed {
                return Err(Error::Closed);
            }
            if let Some(bytes) = state.free.pop() {
                return Ok(Buffer { bytes, pool: self.clone() });
            }
            if state.unmade > 0 {
                state.unmade -= 1;
                drop(state);
                let bytes = vec![0; self.0.margin + self.0.part_size].into_boxed_slice();
                return Ok(Buffer { bytes, pool: self.clone() });
            }
            state = self.0.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }
}

/// A buffer that is being filled. It holds what an earlier part left in it, and goes home when it is dropped.
#[derive(Debug)]
pub(crate) struct Buffer {
    bytes: Box<[u8]>,
    pool: Pool,
}

impl Buffer {
    /// The margin and then the part's bytes, and where the one ends and the other begins.
    pub(crate) fn with_margin(&mut self) -> (&mut [u8], usize) {
        (&mut self.bytes, self.pool.0.margin)
    }

    /// The part that its first `filled` bytes after the margin are.
    pub(crate) fn into_part(self, number: u16, filled: usize, checksum: u32) -> Part {
        Part { number, bytes: Bytes::from_owner(Filled { filled, buffer: self }), checksum }
    }
}

impl Drop for Buffer {
    fn drop(&mut self) {
        self.pool.state().free.push(std::mem::take(&mut self.bytes));
        self.pool.0.changed.notify_one();
    }
}

struct Filled {
    buffer: Buffer,
    filled: usize,
}

impl AsRef<[u8]> for Filled {
    fn as_ref(&self) -> &[u8] {
        let margin = self.buffer.pool.0.margin;
        &self.buffer.bytes[margin..margin + self.filled]
    }
}

#[cfg(test)]
mod tests {
    use super::Pool;
    use crate::push::Error;

    #[test]
    fn a_part_is_what_was_filled_after_the_margin_and_its_buffer_is_used_again() {
        let pool = Pool::new(1, 4, 2);
        for number in 1..3 {
            let mut buffer = pool.acquire().expect("open");
            let (bytes, margin) = buffer.with_margin();
            assert_eq!((bytes.len(), margin), (6, 2));
            bytes.copy_from_slice(b"--abc-");
            let part = buffer.into_part(number, 3, 7);
            assert_eq!((part.number, &part.bytes[..]), (number, &b"abc"[..]));
            assert_eq!(part.checksum, 7);
        }
        assert_eq!(pool.state().free.len(), 1);
    }

    #[test]
    fn a_buffer_is_waited_for_until_a_part_is_dropped() {
        let pool = Pool::new(1, 2, 0);
        let part = pool.acquire().expect("open").into_part(1, 2, 0);
        std::thread::scope(|scope| {
            let waiting = scope.spawn(|| pool.acquire().map(drop));
            drop(part);
            assert!(waiting.join().expect("no panic").is_ok());
        });
    }

    #[test]
    fn closing_the_pool_ends_a_wait() {
        let pool = Pool::new(1, 2, 0);
        let _kept = pool.acquire().expect("open");
        std::thread::scope(|scope| {
            let waiting = scope.spawn(|| pool.acquire().map(drop));
            pool.close();
            assert!(matches!(waiting.join().expect("no panic"), Err(Error::Closed)));
        });
    }
}
