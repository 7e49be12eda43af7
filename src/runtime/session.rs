//! Graphs loaded into the runtime.

use std::path::Path;

use ort::ep::cuda::ConvAlgorithmSearch;
use ort::ep::{self, ArbitrarilyConfigurableExecutionProvider, ExecutionProviderDispatch};
use ort::memory::{AllocationDevice, AllocatorType, MemoryInfo, MemoryType};
use ort::session::builder::SessionBuilder;

use super::{Device, Runtime, RuntimeError, Value};
use crate::{Cancel, Result};

/// How a session is built.
#[derive(Debug, Clone, Default)]
pub struct SessionOptions {
    /// Where the graph runs.
    pub device: Device,
    /// Threads of one operator; the runtime's own choice (all cores) when `None`.
    pub threads: Option<usize>,
    /// Whether weights are laid out for products of many rows while the graph is loaded, which
    /// makes a copy of them. Without it they are used from the pages of the model's files. When
    /// `None`, a reader decides by what its graphs do most (for one picture at a time), and else
    /// they are.
    pub pack_weights: Option<bool>,
    /// Whether 16-bit arithmetic may stand for 32-bit on processors that have it: bfloat16 by
    /// `OpenVINO`. Nothing else heeds it.
    pub bf16: bool,
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
    /// Operators that the device's provider does not have run on the CPU.
    ///
    /// # Errors
    /// [`RuntimeError::Session`] with the runtime's reason, or
    /// [`RuntimeError::Provider`] if the device's libraries are not there.
    pub fn session_from_file(
        &self,
        file: &Path,
        options: &SessionOptions,
    ) -> Result<Session, RuntimeError> {
        let name = file.display().to_string();
        self.session(name, options, false, |builder| builder.commit_from_file(file))
    }

    /// Builds a session from a graph in memory; `name` is for messages.
    ///
    /// # Errors
    /// As [`Runtime::session_from_file`].
    pub fn session_from_bytes(
        &self,
        name: &str,
        bytes: &[u8],
        options: &SessionOptions,
    ) -> Result<Session, RuntimeError> {
        self.session(name.to_owned(), options, false, |builder| builder.commit_from_memory(bytes))
    }

    /// A session all of whose operators run on the device, or none.
    pub(super) fn strict_session(
        &self,
        bytes: &[u8],
        options: &SessionOptions,
    ) -> Result<Session, RuntimeError> {
        let strict = options.device != Device::Cpu;
        self.session("the proof".to_owned(), options, strict, |b| b.commit_from_memory(bytes))
    }

    fn session(
        &self,
        name: String,
        options: &SessionOptions,
        strict: bool,
        commit: impl FnOnce(&mut SessionBuilder) -> ort::Result<ort::session::Session>,
    ) -> Result<Session, RuntimeError> {
        self.prepare(options.device)?;
        match self.build(options, strict, commit) {
            Ok(inner) => Ok(Session { inner, name, device: options.device }),
            Err(e) => Err(RuntimeError::Session { name, reason: e.to_string() }),
        }
    }

    /// In a function of its own since a failed builder's error cannot cross threads.
    fn build(
        &self,
        options: &SessionOptions,
        strict: bool,
        commit: impl FnOnce(&mut SessionBuilder) -> ort::Result<ort::session::Session>,
    ) -> ort::Result<ort::session::Session> {
        let mut builder = ort::session::Session::builder(self.environment())?;
        if let Some(threads) = options.threads {
            builder = builder.with_intra_threads(threads)?;
        }
        if options.pack_weights == Some(false) {
            builder = builder.with_prepacking(false)?;
        }
        if strict {
            builder = builder.with_disable_cpu_fallback()?;
        }
        if let Some(provider) = execution_provider(options) {
            builder = builder.with_execution_providers([provider.error_on_failure()])?;
        }
        commit(&mut builder)
    }
}

/// The provider for a device; the CPU's is always there.
fn execution_provider(options: &SessionOptions) -> Option<ExecutionProviderDispatch> {
    match options.device {
        Device::Cpu => None,
        Device::Cuda(id) => Some(
            ep::CUDA::default()
                .with_device_id(id as i32)
                // Full 32-bit precision, as on the CPU: the runtime's own default is TF32.
                .with_tf32(false)
                // The default tries every algorithm for every new shape, and shapes differ here.
                .with_conv_algorithm_search(ConvAlgorithmSearch::Heuristic)
                .build(),
        ),
        Device::OpenVino => {
            // On processors with AMX the default may be bf16, which is for the caller to say.
            let precision = if options.bf16 { "bf16" } else { "f32" };
            let precision = format!(r#"{{"CPU":{{"INFERENCE_PRECISION_HINT":"{precision}"}}}}"#);
            let mut provider = ep::OpenVINO::default()
                .with_device_type("CPU")
                .with_arbitrary_config("load_config", precision);
            if let Some(threads) = options.threads {
                provider = provider.with_num_threads(threads);
            }
            Some(provider.build())
        }
    }
}

/// A graph, ready to run.
pub struct Session {
    pub(super) inner: ort::session::Session,
    pub(super) name: String,
    pub(super) device: Device,
}

impl Session {
    /// Runs the graph once through IO binding.
    ///
    /// `inputs` are bound by name (unknown names are an error); the returned
    /// values are those of `outputs`, in that order, each left where its
    /// [`Placement`] says. Triggering `cancel` ends a run in flight.
    ///
    /// # Errors
    /// [`RuntimeError::Run`] with the runtime's reason, or [`crate::Error::Interrupted`].
    pub fn run(
        &mut self,
        inputs: &[(&str, &Value)],
        outputs: &[(&str, Placement)],
        cancel: &Cancel,
    ) -> Result<Vec<Value>> {
        let mut binding = self.binding()?;
        for (name, value) in inputs {
            binding.input(name, value)?;
        }
        for (name, placement) in outputs {
            binding.output(name, *placement)?;
        }
        self.run_binding(&binding, cancel)
    }

    /// Names of the graph's inputs, in its order.
    pub fn inputs(&self) -> impl Iterator<Item = &str> {
        self.inner.inputs().iter().map(ort::value::Outlet::name)
    }

    /// Names of the graph's outputs, in its order.
    pub fn outputs(&self) -> impl Iterator<Item = &str> {
        self.inner.outputs().iter().map(ort::value::Outlet::name)
    }

    /// Dimensions of an input as the graph states them, -1 where any length goes;
    /// none if there is no such input or it is no tensor.
    pub fn input_shape(&self, name: &str) -> Option<Vec<i64>> {
        shape_of(self.inner.inputs(), name)
    }

    /// Dimensions of an output, as [`Session::input_shape`].
    pub fn output_shape(&self, name: &str) -> Option<Vec<i64>> {
        shape_of(self.inner.outputs(), name)
    }

    /// Where the graph runs.
    pub fn device(&self) -> Device {
        self.device
    }
}

fn shape_of(outlets: &[ort::value::Outlet], name: &str) -> Option<Vec<i64>> {
    let outlet = outlets.iter().find(|outlet| outlet.name() == name)?;
    Some(outlet.dtype().tensor_shape()?.iter().copied().collect())
}

pub(super) fn memory(device: Device, placement: Placement) -> ort::Result<MemoryInfo<'static>> {
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
