//! Runs of the program that take turns at every request, in an order that the history's random numbers say.

use std::pin::Pin;
use std::task::{Context, Poll, Waker};

use super::baseten::Random;

/// A run that goes on.
pub(super) struct Task<T> {
    future: Pin<Box<dyn Future<Output = T>>>,
    /// After so many turns it dies, as by SIGKILL: no line of it runs any more but destructors.
    dies_after: Option<usize>,
    turns: usize,
}

impl<T> Task<T> {
    pub(super) fn new(future: impl Future<Output = T> + 'static, dies_after: Option<usize>) -> Self {
        Self { future: Box::pin(future), dies_after, turns: 0 }
    }
}

/// Lets the tasks take turns until all have ended. `None` is the end of one that died. `before` is told whose turn it is.
pub(super) fn interleave<T>(
    tasks: Vec<Task<T>>,
    random: &mut Random,
    mut before: impl FnMut(usize),
) -> (Vec<Option<T>>, u64) {
    let mut results: Vec<Option<T>> = tasks.iter().map(|_| None).collect();
    let mut tasks: Vec<(usize, Task<T>)> = tasks.into_iter().enumerate().collect();
    let mut context = Context::from_waker(Waker::noop());
    let mut turns = 0;
    while !tasks.is_empty() {
        let at = random.below(tasks.len());
        let (index, task) = &mut tasks[at];
        let index = *index;
        if task.dies_after == Some(task.turns) {
            tasks.remove(at);
            continue;
        }
        task.turns += 1;
        turns += 1;
        assert!(task.turns < 5_000, "a run goes on for ever");
        before(index);
        if let Poll::Ready(result) = task.future.as_mut().poll(&mut context) {
            results[index] = Some(result);
            tasks.remove(at);
        }
    }
    (results, turns)
}

/// Gives the turn away once.
#[derive(Default)]
pub(super) struct Turn(bool);

impl Future for Turn {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        if std::mem::replace(&mut self.0, true) {
            return Poll::Ready(());
        }
        context.waker().wake_by_ref();
        Poll::Pending
    }
}
