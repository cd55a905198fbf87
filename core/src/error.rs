/// Everything that can go wrong in this crate.
///
/// [`code`](Error::code) is stable across versions and languages: Python exposes it as `.code`,
/// Node as `error.code`. Messages name columns, fields, rows and limits, and say what to do; they
/// never hold a personal value.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A column that the settings or the identifier name is not in the table.
    #[error("column {column:?} is missing from the table: add it, or change the settings")]
    MissingColumn {
        /// The column that was looked for.
        column: String,
    },
    /// Two columns of one table have the same name.
    #[error("column {column:?} stands twice in the table: rename or drop one")]
    DuplicateColumn {
        /// The name that occurs twice.
        column: String,
    },
    /// A column holds values of a type that cannot be read.
    #[error("column {column:?} holds {found}, expected {expected}")]
    WrongColumnType {
        /// The offending column.
        column: String,
        /// The type it has.
        found: String,
        /// The types that are accepted.
        expected: String,
    },
    /// Two columns of one table differ in length.
    #[error("column {column:?} has {found} values, expected {expected}")]
    LengthMismatch {
        /// The offending column.
        column: String,
        /// Its length.
        found: usize,
        /// The length of the first column.
        expected: usize,
    },
    /// Two rows carry the same record identifier.
    #[error(
        "rows {first} and {second} have the same value in id column {column:?}: ids must be unique"
    )]
    DuplicateId {
        /// The identifier column.
        column: String,
        /// Row number of the first occurrence, from 0.
        first: usize,
        /// Row number of the second occurrence, from 0.
        second: usize,
    },
    /// Text is not valid Unicode.
    #[error("{place} is not valid Unicode: {reason}")]
    InvalidUnicode {
        /// Which column or input.
        place: String,
        /// What is wrong, without the text itself.
        reason: String,
    },
    /// An input is larger than the [`Limits`](crate::records::Limits) allow.
    #[error(
        "limit {limit:?} is {allowed}, and {asked} were asked for: raise the limit or pass less"
    )]
    LimitExceeded {
        /// The field of `Limits`.
        limit: &'static str,
        /// Its value.
        allowed: u64,
        /// The amount that the input needs.
        asked: u64,
    },
    /// Linkage settings or a model description are not usable.
    #[error("settings: {reason}")]
    InvalidSettings {
        /// What is wrong and where.
        reason: String,
    },
    /// A parameter is outside its domain.
    #[error("parameter {name:?}: {reason}")]
    InvalidParameter {
        /// The parameter's name.
        name: &'static str,
        /// What it must be.
        reason: String,
    },
    /// Something must not leave as it was asked for.
    #[error("the release is refused: {reason}")]
    ReleaseRefused {
        /// Why, without a personal value.
        reason: String,
    },
    /// There is too little data to estimate what was asked.
    #[error("not enough data: {reason}")]
    InsufficientData {
        /// What is missing.
        reason: String,
    },
    /// A record identifier is in none of the tables.
    #[error("no record has the id that was given as {name:?}")]
    UnknownRecord {
        /// The parameter that held the identifier.
        name: &'static str,
    },
    /// A model was written by a newer version of this library.
    #[error(
        "the model has format version {found}, this library reads up to {supported}: update caselink"
    )]
    ModelVersion {
        /// The version in the model.
        found: u32,
        /// The newest version that can be read.
        supported: u32,
    },
    /// Model bytes or JSON are damaged.
    #[error("the model cannot be read: {reason}")]
    CorruptModel {
        /// What failed.
        reason: String,
    },
    /// The bytes of a snapshot are damaged, cut off, or of something else.
    #[error("the snapshot cannot be read: {reason}")]
    CorruptSnapshot {
        /// What failed.
        reason: String,
    },
    /// The [`Control`](crate::Control) asked to stop.
    #[error("cancelled")]
    Cancelled,
    /// A defect of this library, caught before it could reach the host.
    #[error("internal error: this is a defect of caselink, please report it")]
    Internal,
}

impl Error {
    /// A stable, language-neutral identifier.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::MissingColumn { .. } => "MISSING_COLUMN",
            Self::DuplicateColumn { .. } => "DUPLICATE_COLUMN",
            Self::WrongColumnType { .. } => "WRONG_COLUMN_TYPE",
            Self::LengthMismatch { .. } => "LENGTH_MISMATCH",
            Self::DuplicateId { .. } => "DUPLICATE_ID",
            Self::InvalidUnicode { .. } => "INVALID_UNICODE",
            Self::LimitExceeded { .. } => "LIMIT_EXCEEDED",
            Self::InvalidSettings { .. } => "INVALID_SETTINGS",
            Self::InvalidParameter { .. } => "INVALID_PARAMETER",
            Self::ReleaseRefused { .. } => "RELEASE_REFUSED",
            Self::InsufficientData { .. } => "INSUFFICIENT_DATA",
            Self::UnknownRecord { .. } => "UNKNOWN_RECORD",
            Self::ModelVersion { .. } => "MODEL_VERSION",
            Self::CorruptModel { .. } => "CORRUPT_MODEL",
            Self::CorruptSnapshot { .. } => "CORRUPT_SNAPSHOT",
            Self::Cancelled => "CANCELLED",
            Self::Internal => "INTERNAL",
        }
    }
}

/// Shorthand for this crate's results.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// That not more was asked for than a limit allows.
pub(crate) const fn within(limit: &'static str, allowed: u64, asked: u64) -> Result<()> {
    if asked <= allowed {
        return Ok(());
    }
    Err(Error::LimitExceeded {
        limit,
        allowed,
        asked,
    })
}
