use std::fmt;

use super::{
    ListFormat, ListRead, ListReadOptions, ListReport, account::Account, tables::Tables,
    text::Text, vics::Vics,
};
use crate::{Control, Error, Result, control::checkpoint, records::MediaFile};

/// How many bytes are looked at in one go: a copy of so much is kept beside what waits.
const SLICE: usize = 1 << 20;
/// The longest mark at the beginning of a text.
const MARK: usize = 3;

/// Reads a list of known files as its bytes come in. Opens nothing: the host brings the bytes.
///
/// However the bytes are cut into chunks, the records and the report are the same. What is kept back is one record
/// that is not complete, and what stands around the records: at most
/// [`record_bytes`](ListReadOptions::record_bytes) each. Beside that only the account of distinct files grows, where
/// it is asked for.
///
/// A record is set aside, and the rest goes on, when a digest in it is that of an empty file, when it has no hash that can
/// be read, and when it is not a record of the format. A digest that is not whole is left out, and counted. Digests come
/// in small letters, everything else as it stands in the list. What could hold a picture is dropped and counted.
/// Entries with an id that came before are flagged, not dropped: many entries name one file. One with other hashes, another
/// series or other categories gets an id of its own, with `#` and 16 digits of its content behind that of the list.
///
/// ```
/// use caselink::hashes::{ListFormat, ListReadOptions, ListReader};
///
/// let list = br#"{"@odata.context": "http://github.com/VICSDATAMODEL/ProjectVic/DataModels/2.0.xml/US/$metadata#Media",
///   "value": [{"MediaID": 7, "Category": 1, "MD5": "00112233445566778899AABBCCDDEEFF", "IsDistributed": "False"}]}"#;
/// let mut reader = ListReader::new(ListReadOptions::new(ListFormat::Vics))?;
/// let mut files = Vec::new();
/// for chunk in list.chunks(100) {
///     files.extend(reader.feed(chunk)?);
/// }
/// let (rest, report) = reader.finish()?;
/// files.extend(rest);
///
/// assert_eq!(files[0].digests.md5.as_deref(), Some("00112233445566778899aabbccddeeff"));
/// assert_eq!(files[0].categories[0].scheme, "vics-us");
/// assert_eq!(files[0].other["IsDistributed"], false);
/// assert_eq!((report.version.as_deref(), report.distinct_md5), (Some("2.0"), Some(1)));
/// # Ok::<(), caselink::Error>(())
/// ```
pub struct ListReader {
    options: ListReadOptions,
    /// The first bytes, until it is known whether they are a mark.
    head: Vec<u8>,
    begun: bool,
    form: Form,
    account: Account,
    failed: Option<Error>,
}

enum Form {
    Vics(Vics),
    Tables(Tables),
    Text(Text),
}

impl fmt::Debug for ListReader {
    /// What waits in it may name people, so only the format is shown.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ListReader")
            .field("format", &self.options.format)
            .finish_non_exhaustive()
    }
}

impl ListReader {
    /// A reader for one list.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] for a limit of 0, a blank scheme and a blank prefix.
    pub fn new(options: ListReadOptions) -> Result<Self> {
        options.check()?;
        let mut account = Account::new(&options);
        let form = match options.format {
            ListFormat::Vics => Form::Vics(Vics::new(&options, &mut account)),
            ListFormat::IcseCsv | ListFormat::NsrlCsv => {
                Form::Tables(Tables::new(&options, &mut account))
            }
            ListFormat::Text => Form::Text(Text::new(&options)),
        };
        Ok(Self {
            options,
            head: Vec::with_capacity(MARK),
            begun: false,
            form,
            account,
            failed: None,
        })
    }

    /// Takes the next bytes, and gives the records that are complete with them. Pieces of about 64 KiB are best: the
    /// records of larger ones no longer stay near the processor.
    ///
    /// # Errors
    ///
    /// [`Error::LimitExceeded`] for a record longer than [`record_bytes`](ListReadOptions::record_bytes), and for
    /// more entries than [`Limits::rows`](crate::records::Limits::rows); [`Error::InvalidUnicode`] for UTF-16 and for
    /// a header that is not UTF-8; [`Error::InvalidParameter`] for what is no JSON at all where VICS is read;
    /// [`Error::MissingColumn`], [`Error::DuplicateColumn`] for the header of a table. After an error each further call
    /// fails with it.
    pub fn feed(&mut self, bytes: &[u8]) -> Result<Vec<MediaFile>> {
        let mut files = Vec::new();
        self.guarded(|reader| reader.take(bytes, &mut files))?;
        Ok(files)
    }

    /// Ends the list: the records that waited for its end, and the account.
    ///
    /// A list that is cut off is no error: what was complete is kept, and the account says where it ends.
    ///
    /// # Errors
    ///
    /// As [`feed`](Self::feed).
    pub fn finish(mut self) -> Result<(Vec<MediaFile>, ListReport)> {
        let mut files = Vec::new();
        self.guarded(|reader| {
            reader.begin(&mut files)?;
            let account = &mut reader.account;
            match &mut reader.form {
                Form::Vics(vics) => {
                    vics.finish(account);
                    Ok(())
                }
                Form::Tables(tables) => tables.finish(account, &mut files),
                Form::Text(text) => text.finish(account, &mut files),
            }
        })?;
        Ok((files, self.account.finish()))
    }

    fn guarded(&mut self, work: impl FnOnce(&mut Self) -> Result<()>) -> Result<()> {
        if let Some(error) = &self.failed {
            return Err(error.clone());
        }
        let done = work(self);
        self.failed = done.as_ref().err().cloned();
        done
    }

    fn take(&mut self, mut bytes: &[u8], files: &mut Vec<MediaFile>) -> Result<()> {
        if !self.begun {
            let wanted = MARK - self.head.len();
            let (head, rest) = bytes.split_at_checked(wanted).unwrap_or((bytes, &[]));
            self.head.extend_from_slice(head);
            if self.head.len() < MARK {
                return Ok(());
            }
            self.begin(files)?;
            bytes = rest;
        }
        bytes
            .chunks(SLICE)
            .try_for_each(|slice| self.form.feed(slice, &mut self.account, files))
    }

    /// Looks at the first bytes, and passes them on without the byte order mark of UTF-8.
    fn begin(&mut self, files: &mut Vec<MediaFile>) -> Result<()> {
        if std::mem::replace(&mut self.begun, true) {
            return Ok(());
        }
        let head = std::mem::take(&mut self.head);
        let marked = head.starts_with(&[0xff, 0xfe]) || head.starts_with(&[0xfe, 0xff]);
        // every list begins with a sign of ASCII, so a zero is half of one
        if marked || head.iter().take(2).any(|byte| *byte == 0) {
            return Err(Error::InvalidUnicode {
                place: "list".to_owned(),
                reason: "it is in UTF-16: convert the list to UTF-8 first".to_owned(),
            });
        }
        let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&head);
        self.form.feed(head, &mut self.account, files)
    }
}

impl Form {
    fn feed(
        &mut self,
        bytes: &[u8],
        account: &mut Account,
        files: &mut Vec<MediaFile>,
    ) -> Result<()> {
        match self {
            Self::Vics(vics) => vics.feed(bytes, account, files),
            Self::Tables(tables) => tables.feed(bytes, account, files),
            Self::Text(text) => text.feed(bytes, account, files),
        }
    }
}

/// Reads a whole list that is in memory; [`ListReader`] is for one that is not.
///
/// Takes time linear in the number of bytes.
///
/// # Errors
///
/// As [`ListReader::feed`]; [`Error::Cancelled`].
///
/// ```
/// use caselink::{NoControl, hashes::{ListFormat, ListReadOptions, read_list}};
///
/// let list = b"# made up\n00112233445566778899aabbccddeeff  beach.jpg\n0011  short.jpg\n";
/// let read = read_list(list, ListReadOptions::new(ListFormat::Text), &NoControl)?;
/// assert_eq!(read.files[0].names[0].expose(), "beach.jpg");
/// let bad = &read.report.rejected.listed[0];
/// assert_eq!((bad.row, bad.field.as_str()), (2, "hash"));
/// # Ok::<(), caselink::Error>(())
/// ```
pub fn read_list(
    bytes: &[u8],
    options: ListReadOptions,
    control: &dyn Control,
) -> Result<ListRead> {
    let mut reader = ListReader::new(options)?;
    let (mut files, mut done) = (Vec::new(), 0);
    for chunk in bytes.chunks(SLICE) {
        checkpoint(control, done, bytes.len() as u64)?;
        files.append(&mut reader.feed(chunk)?);
        done += chunk.len() as u64;
    }
    let (mut rest, report) = reader.finish()?;
    files.append(&mut rest);
    checkpoint(control, done, done)?;
    Ok(ListRead { files, report })
}
