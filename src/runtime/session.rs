//! Graphs loaded into the runtime.

use std::path::Path;
use std::sync::Arc;

use ort::memory::{AllocationDevice, AllocatorType, MemoryInfo, MemoryType};
use ort::session::{RunOptions, builder::SessionBuilder};

use super::{Device, Runtime, RuntimeError, Value};
use crate::{Cancel, Error, Result};

/// How a session is built.
#[derive(Debug, Clone, Default)]
pub struct SessionOptions {
    /// Where the graph runs.
    pub device: Device,
    /// Threads of one operator; the runtime's own choice (all cores) when `None`.
    pub threads: Option<usize>,
}

/// Where an output of a run is left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Placement {
    /// In host memory, where [`Value::view_f32`] can read it.
    Host,
    /// In the session's own device memory (host memory for the CPU).
    Device,
}

impl Runtime {
    /// Builds a session from a graph file; weights beside it are found by the runtime.
    ///
    /// # Errors
    /// [`RuntimeError::Session`] with the runtime's reason.
    pub fn session_from_file(
        &self,
        file: &Path,
        options: &SessionOptions,
    ) -> Result<Session, RuntimeError> {
        let name = file.display().to_string();
        self.build(options, |builder| builder.commit_from_file(file))
            .map(|session| Session { inner: session, name: name.clone(), device: options.device })
            .map_err(|e| RuntimeError::Session { name, reason: e.to_string() })
    }

    /// Builds a session from a graph in memory; `name` is for messages.
    ///
    /// # Errors
    /// [`RuntimeError::Session`] with the runtime's reason.
    pub fn session_from_bytes(
        &self,
        name: &str,
        bytes: &[u8],
        options: &SessionOptions,
    ) -> Result<Session, RuntimeError> {
        self.build(options, |builder| builder.commit_from_memory(bytes))
            .map(|session| Session {
                inner: session,
                name: name.to_owned(),
                device: options.device,
            })
            .map_err(|e| RuntimeError::Session { name: name.to_owned(), reason: e.to_string() })
    }

    fn build(
        &self,
        options: &SessionOptions,
        commit: impl FnOnce(&mut SessionBuilder) -> ort::Result<ort::session::Session>,
    ) -> ort::Result<ort::session::Session> {
        let mut builder = ort::session::Session::builder(self.environment())?;
        if let Some(threads) = options.threads {
            builder = builder.with_intra_threads(threads)?;
        }
        commit(&mut builder)
    }
}

/// A graph, ready to run.
pub struct Session {
    inner: ort::session::Session,
    name: String,
    device: Device,
}

impl Session {
    /// Runs the graph once through IO binding.
    ///
    /// `inputs` are bound by name (unknown names are an error); the returned
    /// values are those of `outputs`, in that order, each left where its
    /// [`Placement`] says. Triggering `cancel` ends a run in flight.
    ///
    /// # Errors
    /// [`RuntimeError::Run`] with the runtime's reason, or [`Error::Interrupted`].
    pub fn run(
        &mut self,
        inputs: &[(&str, &Value)],
        outputs: &[(&str, Placement)],
        cancel: &Cancel,
    ) -> Result<Vec<Value>> {
        cancel.check()?;
        match self.run_bound(inputs, outputs, cancel) {
            Ok(values) => Ok(values),
            Err(_) if cancel.is_cancelled() => Err(Error::Interrupted),
            Err(e) => {
                Err(RuntimeError::Run { name: self.name.clone(), reason: e.to_string() }.into())
            }
        }
    }

    fn run_bound(
        &mut self,
        inputs: &[(&str, &Value)],
        outputs: &[(&str, Placement)],
        cancel: &Cancel,
    ) -> ort::Result<Vec<Value>> {
        let mut binding = self.inner.create_binding()?;
        for (name, value) in inputs {
            binding.bind_input(*name, &value.0)?;
        }
        for (name, placement) in outputs {
            binding.bind_output_to_device(*name, &memory(self.device, *placement)?)?;
        }
        let options = Arc::new(RunOptions::new()?);
        let stop = Arc::clone(&options);
        let _hook = cancel.on_cancel(move || {
            // A run that just ended cannot be terminated any more, which is fine.
            let _ = stop.terminate();
        });
        let mut results = self.inner.run_binding_with_options(&binding, &options)?;
        outputs
            .iter()
            .map(|(name, _)| {
                results.remove(name).map(Value).ok_or_else(|| {
                    ort::Error::new(format!("the graph gave no output named {name}"))
                })
            })
            .collect()
    }

    /// Names of the graph's inputs, in its order.
    pub fn inputs(&self) -> impl Iterator<Item = &str> {
        self.inner.inputs().iter().map(ort::value::Outlet::name)
    }

    /// Names of the graph's outputs, in its order.
    pub fn outputs(&self) -> impl Iterator<Item = &str> {
        self.inner.outputs().iter().map(ort::value::Outlet::name)
    }

    /// Where the graph runs.
    pub fn device(&self) -> Device {
        self.device
    }
}

fn memory(device: Device, placement: Placement) -> ort::Result<MemoryInfo<'static>> {
    match (device, placement) {
        (Device::Cuda(id), Placement::Device) => MemoryInfo::new(
            AllocationDevice::CUDA,
            id as i32,
            AllocatorType::Device,
            MemoryType::Default,
        ),
        _ => {
            MemoryInfo::new(AllocationDevice::CPU, 0, AllocatorType::Device, MemoryType::CPUOutput)
        }
    }
}
