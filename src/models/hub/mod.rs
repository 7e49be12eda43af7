//! Checkpoints from the Hugging Face hub, into the cache that other programs use too.
//!
//! The protocol is the one that `huggingface_hub` speaks over plain HTTP:
//! `GET /api/models/<id>/revision/<revision>` gives the commit and the names of the
//! files, `HEAD /<id>/resolve/<commit>/<file>` a file's hash and size, and `GET` on
//! the same address the content, mostly by way of a redirect to a store.
//!
//! This is a client of our own, small as it is, because the `hf-hub` crate (1.0.0)
//! does not do what is asked here: it begins a download anew in place of resuming
//! it, checks no hash of what it fetched, knows no `HF_HUB_OFFLINE`, and it brings
//! `hf-xet` and reqwest's default TLS, so a second TLS library (aws-lc) that takes
//! more than a C compiler to build. What it does well, the cache's layout, is kept.

mod cache;
mod checksum;
mod download;
mod error;
mod id;
mod listing;
mod options;
mod request;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use cache::CachedRepository;
use download::Described;
use listing::{Info, Lack, Selection, Weights};
use request::{Patience, Requests};

pub use error::HubError;
pub use id::HubId;
pub use options::{DEFAULT_ENDPOINT, HubOptions};

use super::ModelError;
use super::error::io;
use crate::progress::Progress;

/// The revision of a repository unless another is asked for.
const DEFAULT_REVISION: &str = "main";

/// A checkpoint in the cache, complete and checked.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Snapshot {
    /// The folder with its files.
    pub dir: PathBuf,
    /// The commit that the revision stands for.
    pub commit: String,
    /// The licence that the repository states, if the hub was asked.
    pub licence: Option<String>,
}

/// A download that is known in every part, but not begun.
#[derive(Debug)]
pub struct Download<'a> {
    requests: Requests<'a>,
    options: &'a HubOptions,
    cached: CachedRepository,
    revision: String,
    commit: String,
    licence: Option<String>,
    files: Vec<Described>,
}

impl<'a> Download<'a> {
    /// Asks the hub what `id` is made of. Fetches nothing but, for weights in
    /// several files, their index.
    ///
    /// # Errors
    /// [`HubError`], for each way that a hub has to refuse.
    pub async fn plan(
        id: &'a HubId,
        options: &'a HubOptions,
        progress: &dyn Progress,
    ) -> Result<Self, ModelError> {
        let revision = revision(id).to_owned();
        let cached = CachedRepository::new(&options.cache, id);
        let requests = Requests::new(options, id)?;
        let mut patience = Patience::new(options, progress);

        let repository = id.repository();
        let path = ["api", "models"].into_iter().chain(repository.split('/'));
        let url = requests.url(&path.chain(["revision", revision.as_str()]).collect::<Vec<_>>());
        let body = requests.body(&url, &mut patience).await?;
        patience.restore();
        let info: Info = serde_json::from_slice(&body)
            .map_err(|e| request::protocol(&url, &format!("no listing of a repository ({e})")))?;
        if !id::is_commit(&info.sha) {
            return Err(request::protocol(&url, "it names no commit").into());
        }
        let names = info.names();
        let Selection { small, weights } =
            listing::select(&names).map_err(|lack| unusable(id, lack))?;

        let mut files = Vec::new();
        for name in small {
            files.push(download::describe(&requests, &mut patience, &info.sha, name).await?);
        }
        match weights {
            Weights::Single(name) => {
                files.push(download::describe(&requests, &mut patience, &info.sha, name).await?);
            }
            Weights::Sharded(name) => {
                let index = download::describe(&requests, &mut patience, &info.sha, name).await?;
                let path =
                    download::fetch(&requests, &mut patience, &cached, &info.sha, &index, progress)
                        .await?;
                files.push(index);
                for shard in read_shards(id, &path)? {
                    let shard =
                        download::describe(&requests, &mut patience, &info.sha, &shard).await?;
                    files.push(shard);
                }
            }
        }
        let licence = info.licence();
        Ok(Self { requests, options, cached, revision, commit: info.sha, licence, files })
    }

    /// The commit that the revision stands for.
    pub fn commit(&self) -> &str {
        &self.commit
    }

    /// Bytes still to be fetched, as far as the hub gives sizes.
    pub fn missing_bytes(&self) -> u64 {
        self.files.iter().map(|file| download::missing(&self.cached, file)).sum()
    }

    /// Size of the whole checkpoint in bytes, as far as the hub gives sizes.
    pub fn bytes(&self) -> u64 {
        self.files.iter().filter_map(|file| file.size).sum()
    }

    /// Fetches what is missing and checks everything. Broken off at any time, it
    /// can be run again and goes on where it was.
    ///
    /// # Errors
    /// [`HubError`] or [`ModelError::Io`].
    pub async fn run(self, progress: &dyn Progress) -> Result<Snapshot, ModelError> {
        let mut patience = Patience::new(self.options, progress);
        for file in &self.files {
            download::fetch(
                &self.requests,
                &mut patience,
                &self.cached,
                &self.commit,
                file,
                progress,
            )
            .await?;
        }
        // Last, so that the revision never leads to a snapshot that lacks files.
        self.cached.set_commit(&self.revision, &self.commit)?;
        let dir = self.cached.snapshot(&self.commit);
        Ok(Snapshot { dir, commit: self.commit, licence: self.licence })
    }
}

/// The checkpoint as the cache has it, whichever program fetched it; no connection is opened.
///
/// # Errors
/// [`HubError::NotCached`] if it is not there as a whole and undamaged,
/// [`HubError::Unusable`] if it is no checkpoint that can be converted.
pub async fn cached(
    id: &HubId,
    options: &HubOptions,
    progress: &dyn Progress,
) -> Result<Snapshot, ModelError> {
    let revision = revision(id);
    let cached = CachedRepository::new(&options.cache, id);
    let refuse = |reason: String| HubError::NotCached {
        id: id.repository(),
        revision: revision.to_owned(),
        cache: options.cache.clone(),
        reason,
    };
    let commit =
        cached.commit_of(revision).ok_or_else(|| refuse("it was never fetched".to_owned()))?;
    let dir = cached.snapshot(&commit);
    let names = file_names(&dir).map_err(|e| refuse(e.to_string()))?;
    let lacks = |name: &str| refuse(format!("{name} is missing"));

    let names: BTreeSet<&str> = names.iter().map(String::as_str).collect();
    let Selection { small, weights } = listing::select(&names).map_err(|lack| match lack {
        // Other programs fetch single files: what is not here may be there.
        Lack::File(name) => lacks(name),
        other @ Lack::OnlyOther(_) => unusable(id, other),
    })?;
    let mut files: Vec<String> = small.into_iter().map(str::to_owned).collect();
    match weights {
        Weights::Single(name) => files.push(name.to_owned()),
        Weights::Sharded(name) => {
            files.push(name.to_owned());
            files.extend(read_shards(id, &dir.join(name))?);
        }
    }
    for name in files {
        let path = dir.join(&name);
        if !path.is_file() {
            return Err(lacks(&name).into());
        }
        // A file that is not a link has no hash to check it by.
        if let Some(etag) = CachedRepository::etag_of(&path)
            && let Some(reason) = etag.mismatch(&path, None, progress).await?
        {
            return Err(refuse(format!("{name} is damaged: {reason}")).into());
        }
    }
    Ok(Snapshot { dir, commit, licence: None })
}

/// The revision that `id` asks for.
fn revision(id: &HubId) -> &str {
    id.revision.as_deref().unwrap_or(DEFAULT_REVISION)
}

/// Names of the files in `dir`, links that lead to files included.
fn file_names(dir: &Path) -> std::io::Result<Vec<String>> {
    let items = fs::read_dir(dir)?.collect::<Result<Vec<_>, _>>()?;
    let files = items.into_iter().filter(|item| item.path().is_file());
    Ok(files.filter_map(|item| item.file_name().into_string().ok()).collect())
}

fn read_shards(id: &HubId, index: &Path) -> Result<BTreeSet<String>, ModelError> {
    let text = fs::read(index).map_err(io(index))?;
    let shards = listing::shards(&text).map_err(|reason| HubError::Unusable {
        id: id.repository(),
        reason: format!("the index of its weights cannot be read: {reason}"),
        remedy: "ask its authors",
    })?;
    Ok(shards)
}

fn unusable(id: &HubId, lack: Lack) -> HubError {
    let id = id.repository();
    match lack {
        Lack::OnlyOther(file) => HubError::Unusable {
            id,
            reason: format!("its weights are only there as {file}, and not as safetensors"),
            remedy: "a pull request of the hub's converter may have them (`…@refs/pr/1`); or load the model with transformers, save_pretrained() it with its processor, and `chartqa models convert` that folder",
        },
        Lack::File("tokenizer.json") => HubError::Unusable {
            id,
            reason: "it has no tokenizer.json".to_owned(),
            remedy: "load it with transformers (AutoProcessor, AutoModel), save_pretrained() both into a folder, and `chartqa models convert` that",
        },
        Lack::File(name) => HubError::Unusable {
            id,
            reason: format!("it has no {name}, so it is no checkpoint of a model"),
            remedy: "name a Pix2Struct checkpoint, e.g. google/deplot",
        },
    }
}
