//! The CUDA libraries: what the CUDA provider needs, where it is, and what is missing.
//!
//! ONNX Runtime's CUDA provider is a library of its own beside the core one,
//! linked against CUDA's. Those are rarely where the system's loader looks, so
//! they are loaded from where they are first; the loader then takes the loaded
//! ones for the provider.

use std::path::{Path, PathBuf};
use std::sync::Mutex;

use super::binary;

/// Environment variable with folders to look in first: of libraries, of a
/// CUDA toolkit or of a Python environment.
pub(super) const LIBRARIES_VARIABLE: &str = "CHARTQA_CUDA_LIBS";

/// The library of ONNX Runtime's CUDA provider, beside the core library.
const PROVIDER: &str = if cfg!(windows) {
    "onnxruntime_providers_cuda.dll"
} else {
    "libonnxruntime_providers_cuda.so"
};

/// The driver's library; it comes with the driver and is never installed with CUDA.
const DRIVER: &str = if cfg!(windows) { "nvcuda.dll" } else { "libcuda.so.1" };

/// What the provider loads by name at run time for some operators; loaded
/// early where they exist. (Their names: strings of the pinned provider, and
/// the packages it asks for.)
const ON_DEMAND: &[&str] = if cfg!(windows) {
    &["cudnn64_9.dll", "cudnn_graph64_9.dll", "cufft64_12.dll"]
} else {
    &["libnvrtc.so.13", "libcufft.so.12", "libcudnn.so.9", "libcudnn_graph.so.9"]
};

/// Why the CUDA provider cannot be loaded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Lack {
    /// The core library comes without a CUDA provider.
    Provider,
    /// These CUDA libraries are not found, or cannot be loaded (then with the loader's reason).
    Libraries(Vec<String>),
    /// There is no NVIDIA driver (the loader's reason).
    Driver(String),
}

/// Loads what the CUDA provider beside `core` needs; the result is kept for the process.
pub(super) fn prepare(core: &Path) -> Result<(), Lack> {
    static DONE: Mutex<Option<Result<(), Lack>>> = Mutex::new(None);
    let mut done = DONE.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    done.get_or_insert_with(|| load(core, &folders(core))).clone()
}

fn load(core: &Path, folders: &[PathBuf]) -> Result<(), Lack> {
    let provider = core.with_file_name(PROVIDER);
    if !provider.is_file() {
        return Err(Lack::Provider);
    }
    // First, since without it the large libraries need not be looked for.
    load_library(Path::new(DRIVER)).map_err(Lack::Driver)?;
    let needed = binary::needed(&provider).unwrap_or_default();
    // In the order of the file, which is not always that of dependence: what
    // fails for want of another is tried again after it.
    let mut waiting: Vec<&str> =
        needed.iter().map(String::as_str).filter(|name| is_cuda(name) && *name != DRIVER).collect();
    let mut reasons = Vec::new();
    loop {
        let before = waiting.len();
        reasons.clear();
        waiting.retain(|name| match load_from(name, folders) {
            Ok(()) => false,
            Err(reason) => {
                reasons.push(reason);
                true
            }
        });
        if waiting.is_empty() {
            break;
        }
        if waiting.len() == before {
            return Err(Lack::Libraries(reasons));
        }
    }
    for name in ON_DEMAND {
        if let Err(reason) = load_from(name, folders) {
            tracing::debug!(reason, "not loaded early");
        }
    }
    Ok(())
}

/// Whether a library belongs to CUDA, by its name.
fn is_cuda(name: &str) -> bool {
    let name = name.strip_prefix("lib").unwrap_or(name);
    name.starts_with("cu") || name.starts_with("nv")
}

/// Loads `name` from the first folder that has it, else from where the system's loader looks.
fn load_from(name: &str, folders: &[PathBuf]) -> Result<(), String> {
    match folders.iter().map(|folder| folder.join(name)).find(|path| path.is_file()) {
        Some(path) => load_library(&path),
        // The loader's reason says no more than that it did not find it.
        None => load_library(Path::new(name)).map_err(|_| name.to_owned()),
    }
}

fn load_library(path: &Path) -> Result<(), String> {
    #[expect(unsafe_code, reason = "loading a library runs its code")]
    // SAFETY: a library of CUDA, from where the person keeps CUDA; its
    // initialisation has no conditions. It is never unloaded.
    let library = unsafe { libloading::Library::new(path) };
    match library {
        Ok(library) => {
            std::mem::forget(library);
            Ok(())
        }
        Err(e) => Err(super::probe::loader_reason(&e)),
    }
}

/// The folders CUDA's libraries may be in, best first.
fn folders(core: &Path) -> Vec<PathBuf> {
    let list = |name| std::env::var_os(name).map(|v| std::env::split_paths(&v).collect::<Vec<_>>());
    let mut roots = list(LIBRARIES_VARIABLE).unwrap_or_default();
    roots.extend(core.parent().map(Path::to_owned));
    for variable in ["VIRTUAL_ENV", "CUDA_HOME", "CUDA_PATH"] {
        roots.extend(list(variable).unwrap_or_default());
    }
    if cfg!(unix) {
        roots.push("/usr/local/cuda".into());
    }
    roots.iter().filter(|root| !root.as_os_str().is_empty()).flat_map(|r| below(r)).collect()
}

/// The folders of libraries in a root: itself, a toolkit's, and those of
/// NVIDIA's packages in a Python environment or its `site-packages`.
fn below(root: &Path) -> Vec<PathBuf> {
    let mut folders = vec![root.to_owned()];
    folders.extend(["lib64", "lib", "bin", "bin/x64"].map(|sub| root.join(sub)));
    let mut packages = vec![root.to_owned(), root.join("Lib/site-packages")];
    for python in children(&root.join("lib")) {
        packages.push(python.join("site-packages"));
    }
    for site in packages {
        for package in children(&site.join("nvidia")) {
            folders.extend(["lib", "bin", "bin/x86_64"].map(|sub| package.join(sub)));
        }
    }
    folders.retain(|folder| folder.is_dir());
    folders
}

fn children(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok);
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
    paths.sort();
    paths
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn libraries_are_found_in_a_python_environment_and_in_a_toolkit() {
        let root = tempfile::tempdir().unwrap();
        let wanted = [
            "lib64",
            "lib/python3.12/site-packages/nvidia/cu13/lib",
            "lib/python3.12/site-packages/nvidia/cudnn/lib",
        ];
        for folder in wanted {
            std::fs::create_dir_all(root.path().join(folder)).unwrap();
        }
        let found = below(root.path());
        for folder in wanted {
            assert!(found.contains(&root.path().join(folder)), "{folder}");
        }
        let site = root.path().join("lib/python3.12/site-packages");
        assert!(below(&site).contains(&site.join("nvidia/cu13/lib")));
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn what_is_needed_is_read_from_the_file_and_told_apart_from_the_systems() {
        let program = std::env::current_exe().unwrap();
        let needed = binary::needed(&program).unwrap();
        assert!(needed.iter().any(|name| name.starts_with("libc.so")), "{needed:?}");
        assert!(!needed.iter().any(|name| is_cuda(name)), "{needed:?}");
        assert!(["libcublasLt.so.13", "libcuda.so.1", "nvcuda.dll"].into_iter().all(is_cuda));
    }

    #[test]
    fn a_library_nowhere_to_be_found_is_named() {
        assert_eq!(load_from("libcunone.so.99", &[]), Err("libcunone.so.99".to_owned()));
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("libcunone.so.99"), "no library").unwrap();
        let reason = load_from("libcunone.so.99", &[folder.path().to_owned()]).unwrap_err();
        assert!(reason.contains("libcunone.so.99"), "{reason}");
    }

    #[test]
    fn a_core_library_alone_has_no_cuda_provider() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(load(&folder.path().join("libonnxruntime.so"), &[]), Err(Lack::Provider));
    }
}
