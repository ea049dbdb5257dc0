//! The buffers in which an archive travels from the thread that packs it to the upload.
//!
//! Owns a fixed number of large buffers that are used again and again: memory does not grow with the archive, and the
//! packing waits when the upload is behind. What is in them is `archive`'s, where they go is `upload`'s.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;

/// A piece of the archive, full but for the last one.
#[derive(Clone, Debug)]
pub(super) struct Part {
    /// From 1, as S3 counts.
    pub(super) number: u16,
    /// Its bytes; the buffer goes back to the pool with the last clone.
    pub(super) bytes: Bytes,
    /// CRC-32C of the bytes.
    pub(super) checksum: u32,
}

/// Nobody takes the parts any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Closed;

/// A fixed number of buffers.
#[derive(Clone, Debug)]
pub(super) struct Pool(Arc<Shared>);

#[derive(Debug)]
struct Shared {
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
    /// A pool of at most `count` buffers of `part_size` bytes; each is made when it is first needed.
    pub(super) fn new(count: usize, part_size: usize) -> Self {
        let state = Mutex::new(State { free: Vec::new(), unmade: count, closed: false });
        Self(Arc::new(Shared { part_size, state, changed: Condvar::new() }))
    }

    /// Ends every wait for a buffer, now and later.
    pub(super) fn close(&self) {
        self.state().closed = true;
        self.0.changed.notify_all();
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // No code that can panic runs under the lock.
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits for a free buffer.
    fn take(&self) -> Result<Box<[u8]>, Closed> {
        let mut state = self.state();
        loop {
            if state.closed {
                return Err(Closed);
            }
            if let Some(buffer) = state.free.pop() {
                return Ok(buffer);
            }
            if state.unmade > 0 {
                state.unmade -= 1;
                drop(state);
                return Ok(vec![0; self.0.part_size].into_boxed_slice());
            }
            state = self.0.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }
}

/// A buffer's bytes on their way; it goes home when they are dropped.
struct Lent {
    buffer: Box<[u8]>,
    filled: usize,
    pool: Pool,
}

impl AsRef<[u8]> for Lent {
    fn as_ref(&self) -> &[u8] {
        &self.buffer[..self.filled]
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        self.pool.state().free.push(std::mem::take(&mut self.buffer));
        self.pool.0.changed.notify_one();
    }
}

/// Fills buffers and hands them on as parts.
pub(super) struct PartWriter<'sink> {
    pool: Pool,
    buffer: Box<[u8]>,
    filled: usize,
    number: u16,
    written: u64,
    sink: &'sink mut dyn FnMut(Part) -> Result<(), Closed>,
}

impl<'sink> PartWriter<'sink> {
    pub(super) fn new(pool: Pool, sink: &'sink mut dyn FnMut(Part) -> Result<(), Closed>) -> Result<Self, Closed> {
        let buffer = pool.take()?;
        Ok(Self { pool, buffer, filled: 0, number: 0, written: 0, sink })
    }

    /// Bytes written so far.
    pub(super) fn written(&self) -> u64 {
        self.written
    }

    /// Where the next bytes go: never empty.
    pub(super) fn space(&mut self) -> &mut [u8] {
        &mut self.buffer[self.filled..]
    }

    /// Takes the first `count` bytes of [`PartWriter::space`] as written, and hands on a full part.
    pub(super) fn advance(&mut self, count: usize) -> Result<(), Closed> {
        self.filled += count;
        self.written += count as u64;
        if self.filled == self.buffer.len() {
            self.send()?;
            self.buffer = self.pool.take()?;
        }
        Ok(())
    }

    pub(super) fn write(&mut self, mut bytes: &[u8]) -> Result<(), Closed> {
        while !bytes.is_empty() {
            let space = self.space();
            let count = space.len().min(bytes.len());
            space[..count].copy_from_slice(&bytes[..count]);
            bytes = &bytes[count..];
            self.advance(count)?;
        }
        Ok(())
    }

    pub(super) fn write_zeros(&mut self, mut count: u64) -> Result<(), Closed> {
        while count > 0 {
            let space = self.space();
            let now = space.len().min(usize::try_from(count).unwrap_or(usize::MAX));
            space[..now].fill(0);
            count -= now as u64;
            self.advance(now)?;
        }
        Ok(())
    }

    /// Hands on what is left.
    pub(super) fn finish(mut self) -> Result<u64, Closed> {
        if self.filled > 0 {
            self.send()?;
        }
        Ok(self.written)
    }

    fn send(&mut self) -> Result<(), Closed> {
        self.number += 1;
        let buffer = std::mem::take(&mut self.buffer);
        let filled = std::mem::take(&mut self.filled);
        let checksum = crc32c::crc32c(&buffer[..filled]);
        let bytes = Bytes::from_owner(Lent { buffer, filled, pool: self.pool.clone() });
        (self.sink)(Part { number: self.number, bytes, checksum })
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::{Closed, Part, PartWriter, Pool};

    #[test]
    fn parts_hold_what_was_written_in_order_and_buffers_are_used_again() {
        let pool = Pool::new(2, 4);
        let mut received = Vec::new();
        let mut numbers = Vec::new();
        let mut sink = |part: Part| {
            numbers.push(part.number);
            assert_eq!(part.checksum, crc32c::crc32c(&part.bytes));
            received.extend_from_slice(&part.bytes);
            Ok(())
        };
        let mut writer = PartWriter::new(pool.clone(), &mut sink).expect("open");
        writer.write(b"0123456789").expect("open");
        writer.write_zeros(3).expect("open");
        assert_eq!(writer.finish(), Ok(13));
        assert_eq!(received, b"0123456789\0\0\0");
        assert_eq!(numbers, [1, 2, 3, 4]);
        assert!(pool.state().free.len() <= 2);
    }

    #[test]
    fn a_writer_waits_until_a_part_is_dropped() {
        let pool = Pool::new(1, 2);
        let (sender, receiver) = mpsc::channel();
        std::thread::scope(|scope| {
            scope.spawn(move || {
                let mut sink = |part| sender.send(part).map_err(|_| Closed);
                let mut writer = PartWriter::new(pool, &mut sink).expect("open");
                writer.write(b"abcdef").expect("open");
                writer.finish().expect("open");
            });
            let parts: Vec<Vec<u8>> = receiver.into_iter().map(|part: Part| part.bytes.to_vec()).collect();
            assert_eq!(parts.concat(), b"abcdef");
        });
    }

    #[test]
    fn closing_the_pool_ends_a_wait() {
        let pool = Pool::new(1, 2);
        let mut kept = Vec::new();
        let closing = pool.clone();
        let mut sink = |part| {
            kept.push(part);
            closing.close();
            Ok(())
        };
        let mut writer = PartWriter::new(pool, &mut sink).expect("open");
        assert_eq!(writer.write(b"abcd"), Err(Closed));
    }
}
