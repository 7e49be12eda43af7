//! Stopping work in flight from another thread.

use std::sync::{
    Arc, Mutex, PoisonError,
    atomic::{AtomicBool, Ordering},
};

use crate::{Error, Result};

type Hook = Box<dyn Fn() + Send>;

/// A switch shared by whoever may stop the work and whoever does it.
///
/// Clones share the same switch. Loops ask [`Cancel::check`] between steps; a
/// blocking call that can be ended from outside registers how with
/// [`Cancel::on_cancel`].
#[derive(Clone, Default)]
pub struct Cancel {
    inner: Arc<Inner>,
}

#[derive(Default)]
struct Inner {
    triggered: AtomicBool,
    next_id: Mutex<u64>,
    hooks: Mutex<Vec<(u64, Hook)>>,
}

impl Cancel {
    /// A switch that is not triggered.
    pub fn new() -> Self {
        Self::default()
    }

    /// Triggers the switch: hooks run now, in this thread, and every later
    /// [`Cancel::check`] fails.
    pub fn cancel(&self) {
        self.inner.triggered.store(true, Ordering::SeqCst);
        let hooks = self.inner.hooks.lock().unwrap_or_else(PoisonError::into_inner);
        for (_, hook) in hooks.iter() {
            hook();
        }
    }

    /// Whether the switch was triggered.
    pub fn is_cancelled(&self) -> bool {
        self.inner.triggered.load(Ordering::SeqCst)
    }

    /// # Errors
    /// [`Error::Interrupted`] once the switch was triggered.
    pub fn check(&self) -> Result<()> {
        if self.is_cancelled() { Err(Error::Interrupted) } else { Ok(()) }
    }

    /// Runs network work to its end, or until the switch is triggered.
    ///
    /// # Errors
    /// [`Error::Interrupted`], and those of `work`.
    pub async fn or_cancelled<T>(&self, work: impl Future<Output = Result<T>>) -> Result<T> {
        let notify = Arc::new(tokio::sync::Notify::new());
        let _hook = self.on_cancel({
            let notify = Arc::clone(&notify);
            move || notify.notify_one()
        });
        tokio::select! {
            biased;
            () = notify.notified() => Err(Error::Interrupted),
            result = work => result,
        }
    }

    /// Registers `hook` to run when the switch is triggered (at once if it
    /// already was), for as long as the returned guard lives.
    pub fn on_cancel(&self, hook: impl Fn() + Send + 'static) -> CancelHook {
        let id = {
            let mut next = self.inner.next_id.lock().unwrap_or_else(PoisonError::into_inner);
            *next += 1;
            *next
        };
        let mut hooks = self.inner.hooks.lock().unwrap_or_else(PoisonError::into_inner);
        if self.is_cancelled() {
            hook();
        }
        hooks.push((id, Box::new(hook)));
        CancelHook { inner: Arc::clone(&self.inner), id }
    }
}

impl std::fmt::Debug for Cancel {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Cancel").field("triggered", &self.is_cancelled()).finish()
    }
}

/// Keeps a hook of [`Cancel::on_cancel`] registered; dropping it removes the hook.
#[must_use = "the hook is removed when this is dropped"]
pub struct CancelHook {
    inner: Arc<Inner>,
    id: u64,
}

impl Drop for CancelHook {
    fn drop(&mut self) {
        self.inner
            .hooks
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .retain(|(id, _)| *id != self.id);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::AtomicUsize;

    use super::*;

    #[test]
    fn hooks_run_once_on_cancel_and_not_after_they_are_dropped() {
        let (kept, dropped) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
        let cancel = Cancel::new();
        assert!(cancel.check().is_ok());
        let count = |n: &Arc<AtomicUsize>| {
            let n = Arc::clone(n);
            move || {
                n.fetch_add(1, Ordering::SeqCst);
            }
        };
        let _kept = cancel.on_cancel(count(&kept));
        drop(cancel.on_cancel(count(&dropped)));
        cancel.clone().cancel();
        assert!(matches!(cancel.check(), Err(Error::Interrupted)));
        assert_eq!((kept.load(Ordering::SeqCst), dropped.load(Ordering::SeqCst)), (1, 0));
    }
}
