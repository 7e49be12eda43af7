//! Runs that are set up once and repeated.

use std::sync::Arc;

use ort::memory::{AllocationDevice, Allocator, AllocatorType, MemoryInfo, MemoryType};
use ort::session::{IoBinding, RunOptions};
use ort::value::DynTensor;

use super::session::memory;
use super::{Device, Placement, RuntimeError, Session, Value};
use crate::{Cancel, Error, Result};

/// Inputs and outputs of a graph, bound by name until they are bound anew.
///
/// A bound value stays alive with its binding.
pub struct Binding {
    inner: IoBinding,
    device: Device,
    name: String,
    /// Outputs that each run makes anew and gives.
    given: Vec<String>,
}

impl Session {
    /// A binding with nothing bound.
    ///
    /// # Errors
    /// [`RuntimeError::Run`] with the runtime's reason.
    pub fn binding(&self) -> Result<Binding, RuntimeError> {
        let inner = self.inner.create_binding().map_err(|e| self.failed(&e))?;
        Ok(Binding { inner, device: self.device, name: self.name.clone(), given: Vec::new() })
    }

    /// A tensor of zeros in the session's own device memory, of the type of the graph's input
    /// `input`.
    ///
    /// # Errors
    /// [`RuntimeError::Run`] if there is no such input, or no memory.
    pub fn buffer(&self, input: &str, shape: &[usize]) -> Result<Value, RuntimeError> {
        let make = || {
            let outlet = self.inner.inputs().iter().find(|outlet| outlet.name() == input);
            let element = outlet.and_then(|outlet| outlet.dtype().tensor_type());
            let element =
                element.ok_or_else(|| ort::Error::new(format!("no tensor is called {input}")))?;
            let shape: Vec<i64> = shape.iter().map(|n| *n as i64).collect();
            let tensor = match self.device {
                Device::Cuda(id) => {
                    let info = MemoryInfo::new(
                        AllocationDevice::CUDA,
                        id as i32,
                        AllocatorType::Device,
                        MemoryType::Default,
                    )?;
                    DynTensor::new(&Allocator::new(&self.inner, info)?, element, shape)?
                }
                Device::Cpu | Device::OpenVino => {
                    DynTensor::new(self.inner.allocator(), element, shape)?
                }
            };
            Ok(Value(tensor.into_dyn()))
        };
        make().map_err(|e: ort::Error| self.failed(&e))
    }

    /// Runs the graph once; the returned values are those of [`Binding::output`], in the order in
    /// which they were first bound. Triggering `cancel` ends a run in flight.
    ///
    /// # Errors
    /// [`RuntimeError::Run`] with the runtime's reason, or [`Error::Interrupted`].
    pub fn run_binding(&mut self, binding: &Binding, cancel: &Cancel) -> Result<Vec<Value>> {
        cancel.check()?;
        match self.run_inner(binding, cancel) {
            Ok(values) => Ok(values),
            Err(_) if cancel.is_cancelled() => Err(Error::Interrupted),
            Err(e) => Err(self.failed(&e).into()),
        }
    }

    fn run_inner(&mut self, binding: &Binding, cancel: &Cancel) -> ort::Result<Vec<Value>> {
        let options = Arc::new(RunOptions::new()?);
        let stop = Arc::clone(&options);
        let _hook = cancel.on_cancel(move || {
            // A run that just ended cannot be terminated any more, which is fine.
            let _ = stop.terminate();
        });
        let mut results = self.inner.run_binding_with_options(&binding.inner, &options)?;
        let given = binding.given.iter();
        given
            .map(|name| {
                results.remove(name).map(Value).ok_or_else(|| {
                    ort::Error::new(format!("the graph gave no output named {name}"))
                })
            })
            .collect()
    }

    pub(super) fn failed(&self, error: &ort::Error) -> RuntimeError {
        RuntimeError::Run { name: self.name.clone(), reason: error.to_string() }
    }
}

impl Binding {
    /// Binds `value` to an input, in place of what was bound to it.
    ///
    /// # Errors
    /// [`RuntimeError::Run`] if there is no such input, or if the value does not fit it.
    pub fn input(&mut self, name: &str, value: &Value) -> Result<(), RuntimeError> {
        self.inner.bind_input(name, &value.0).map_err(|e| self.failed(&e))
    }

    /// Has every run give the output `name`, left where `placement` says.
    ///
    /// The runtime writes every run's output into the tensor that the first one made: what is to
    /// be kept is copied before the next run, and an output that changes its shape is bound again.
    ///
    /// # Errors
    /// [`RuntimeError::Run`] if there is no such output.
    pub fn output(&mut self, name: &str, placement: Placement) -> Result<(), RuntimeError> {
        memory(self.device, placement)
            .and_then(|memory| self.inner.bind_output_to_device(name, &memory))
            .map_err(|e| self.failed(&e))?;
        if !self.given.iter().any(|given| given == name) {
            self.given.push(name.to_owned());
        }
        Ok(())
    }

    /// Binds one tensor ([`Session::buffer`]) to an input and to the output that changes it.
    ///
    /// # Errors
    /// [`RuntimeError::Run`] if either is not there, or if the tensor does not fit.
    pub fn in_place(
        &mut self,
        input: &str,
        output: &str,
        tensor: &mut Value,
    ) -> Result<(), RuntimeError> {
        self.inner
            .bind_input(input, &tensor.0)
            .and_then(|()| self.inner.bind_output(output, &mut tensor.0))
            .map_err(|e| self.failed(&e))
    }

    fn failed(&self, error: &ort::Error) -> RuntimeError {
        RuntimeError::Run { name: self.name.clone(), reason: error.to_string() }
    }
}

impl std::fmt::Debug for Binding {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut debug = f.debug_struct("Binding");
        debug.field("name", &self.name).field("given", &self.given).finish_non_exhaustive()
    }
}
