# Kept by hand; `make check-generated` compares it with the built module (mypy.stubtest).
import datetime
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final, Literal, Protocol, TypedDict, final

from typing_extensions import Buffer

from caselink import _schemas as schemas

__version__: Final[str]

class CaselinkError(Exception):
    code: str

class InputError(CaselinkError): ...
class SettingsError(CaselinkError): ...
class LimitError(CaselinkError): ...
class ModelError(CaselinkError): ...
class ReleaseError(CaselinkError): ...
class CancelledError(CaselinkError): ...
class InternalError(CaselinkError): ...

def __panic(*, long: bool = True) -> None: ...

# --- what goes in

class _Arrow(Protocol):
    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object: ...

_Table = _Arrow | dict[str, Any]
_Progress = Callable[[int, int], object]
_Limits = schemas.Limits | Mapping[str, int]
_Settings = schemas.Settings | Mapping[str, object]
_Mode = Literal["dedupe", "link", "link_and_dedupe"]

class _HashMatch(TypedDict):
    id: int
    distance: int

class _HashMatches(TypedDict):
    query: list[int]
    id: list[int]
    distance: list[int]

_Hash = str | Buffer
_Hashes = Sequence[str | Buffer] | Buffer | _Arrow
# a class below has a property of that name
_Bytes = bytes

# --- linkage

@final
class Prepared:
    def __len__(self) -> int: ...
    @property
    def mode(self) -> _Mode: ...
    @property
    def possible_pairs(self) -> int: ...
    @property
    def intake(self) -> list[schemas.Intake]: ...
    @property
    def settings(self) -> schemas.Settings: ...

@final
class Model:
    @staticmethod
    def from_bytes(data: bytes) -> Model: ...
    @staticmethod
    def from_json(text: str) -> Model: ...
    @staticmethod
    def persons(columns: Mapping[str, str] | None = None) -> Model: ...
    @staticmethod
    def offenders(columns: Mapping[str, str] | None = None) -> Model: ...
    @staticmethod
    def vehicles(columns: Mapping[str, str] | None = None) -> Model: ...
    def to_bytes(self) -> bytes: ...
    def to_json(self) -> str: ...
    @property
    def settings(self) -> schemas.Settings: ...
    @property
    def prior_probability(self) -> float: ...
    def with_prior(self, probability: float) -> Model: ...
    @property
    def comparisons(self) -> list[schemas.ComparisonModel]: ...
    @property
    def training(self) -> schemas.TrainingReport: ...
    def weights_svg(self) -> str: ...
    def probabilities_svg(self) -> str: ...
    def to_html(self) -> str: ...
    def __eq__(self, other: object, /) -> bool: ...
    def __ne__(self, other: object, /) -> bool: ...
    def __reduce__(self) -> tuple[Callable[[bytes], Model], tuple[bytes]]: ...
    def _repr_html_(self) -> str: ...

@final
class BlockTable:
    def __len__(self) -> int: ...
    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object: ...
    @property
    def report(self) -> Any: ...

@final
class BlockPlan:
    @staticmethod
    def from_bytes(data: bytes) -> BlockPlan: ...
    @staticmethod
    def merge(plans: Sequence[BlockPlan]) -> BlockPlan: ...
    def to_bytes(self) -> bytes: ...
    @property
    def estimate(self) -> schemas.PairEstimate: ...
    @property
    def tiled_blocks(self) -> int: ...
    def __eq__(self, other: object, /) -> bool: ...
    def __ne__(self, other: object, /) -> bool: ...
    def __reduce__(self) -> tuple[Callable[[bytes], BlockPlan], tuple[bytes]]: ...

@final
class TermCounts:
    def __new__(cls, counts: _Table) -> TermCounts: ...
    @staticmethod
    def from_bytes(data: bytes) -> TermCounts: ...
    def to_bytes(self) -> bytes: ...
    def __eq__(self, other: object, /) -> bool: ...
    def __ne__(self, other: object, /) -> bool: ...
    def __reduce__(self) -> tuple[Callable[[bytes], TermCounts], tuple[bytes]]: ...

@final
class Links:
    def __len__(self) -> int: ...
    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object: ...
    @property
    def model(self) -> Model: ...
    @property
    def report(self) -> schemas.LinkReport: ...
    @property
    def intake(self) -> list[schemas.Intake]: ...
    def at_least(self, probability: float) -> int: ...
    def explain(
        self, left: str | int, right: str | int, *, show_values: bool = False
    ) -> Explanation: ...
    def explain_link(self, place: int, *, show_values: bool = False) -> Explanation: ...
    def clusters(
        self,
        probability: float = 0.95,
        *,
        linkage: schemas.Linkage = "single",
        must_link: Sequence[schemas.PairJudgement | Mapping[str, object]] | None = None,
        cannot_link: Sequence[schemas.PairJudgement | Mapping[str, object]] | None = None,
        giant_members: int = 50,
        progress: _Progress | None = None,
    ) -> Clusters: ...
    def evaluate(self, truth: _Table) -> schemas.Evaluation: ...
    def calibration(self, truth: _Table, bins: int = 10) -> Calibration: ...
    def sweep(self, truth: _Table) -> ThresholdSweep: ...
    def error_rates(
        self, truth: _Table, groups: _Table, probability: float = 0.95
    ) -> ErrorRates: ...
    def questions(self, count: int, *, seed: int = 0) -> list[schemas.Question]: ...
    def recalibrated(
        self, answers: Sequence[schemas.ReviewAnswer | Mapping[str, object]]
    ) -> Recalibration: ...
    def _repr_html_(self) -> str: ...

@final
class Calibration:
    def to_dict(self) -> schemas.Calibration: ...
    def to_svg(self) -> str: ...
    def _repr_html_(self) -> str: ...

@final
class ThresholdSweep:
    def to_dict(self) -> schemas.ThresholdSweep: ...
    def to_svg(self) -> str: ...
    def _repr_html_(self) -> str: ...

@final
class Unlinkable:
    def to_dict(self) -> schemas.Unlinkable: ...
    def to_svg(self) -> str: ...
    def _repr_html_(self) -> str: ...

@final
class ErrorRates:
    def to_dict(self) -> schemas.ErrorRates: ...
    def to_svg(self) -> str: ...
    def _repr_html_(self) -> str: ...

@final
class Recalibration:
    @property
    def model(self) -> Model: ...
    def to_dict(self) -> schemas.Recalibration: ...

@final
class Clusters:
    def __len__(self) -> int: ...
    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object: ...
    @property
    def count(self) -> int: ...
    @property
    def links(self) -> Links: ...
    @property
    def options(self) -> schemas.ClusterOptions: ...
    @property
    def judgements(self) -> list[schemas.JudgementEffect]: ...
    def explain(self, id: str | int, *, table: int | None = None) -> ClusterExplanation: ...
    def report(self, *, progress: _Progress | None = None) -> schemas.ClusterReport: ...
    def with_judgement(
        self,
        kind: schemas.JudgementKind,
        judgement: schemas.PairJudgement | dict[str, Any],
        *,
        progress: _Progress | None = None,
    ) -> Clusters: ...
    def without_link(
        self, left: str | int, right: str | int, *, progress: _Progress | None = None
    ) -> Clusters: ...
    def changes_since(self, before: Clusters) -> schemas.ClusterChange: ...

@final
class ClusterExplanation:
    def to_dict(self) -> schemas.ClusterExplanation: ...
    def to_svg(self) -> str: ...
    def to_html(self) -> str: ...
    def _repr_html_(self) -> str: ...

@final
class Index:
    def __new__(cls, model: Model, *, limits: _Limits | None = None) -> Index: ...
    @staticmethod
    def of(
        prepared: Prepared,
        model: Model,
        *,
        limits: _Limits | None = None,
        progress: _Progress | None = None,
    ) -> Index: ...
    @staticmethod
    def from_bytes(
        data: bytes, *, limits: _Limits | None = None, progress: _Progress | None = None
    ) -> Index: ...
    def to_bytes(self, *, progress: _Progress | None = None) -> bytes: ...
    def __len__(self) -> int: ...
    def __contains__(self, id: str | int, /) -> bool: ...
    @property
    def model(self) -> Model: ...
    def add(self, record: dict[str, Any]) -> schemas.Rejections: ...
    def replace(self, record: dict[str, Any]) -> schemas.Rejections: ...
    def remove(self, id: str | int) -> None: ...
    def record(self, id: str | int) -> dict[str, Any] | None: ...
    def find(
        self,
        record: dict[str, Any],
        *,
        minimum_probability: float = 0.01,
        most: int = 20,
        show_values: bool = False,
    ) -> schemas.Found: ...
    def neighbours(
        self,
        id: str | int,
        *,
        minimum_probability: float = 0.01,
        most: int = 20,
        show_values: bool = False,
    ) -> schemas.Found: ...
    def explain(
        self, left: str | int, right: str | int, *, show_values: bool = False
    ) -> Explanation: ...
    def judge(
        self, kind: schemas.JudgementKind, judgement: schemas.PairJudgement | dict[str, Any]
    ) -> None: ...
    def withdraw(
        self, kind: schemas.JudgementKind, left: str | int, right: str | int
    ) -> schemas.PairJudgement: ...
    @property
    def judgements(self) -> list[schemas.KeptJudgement]: ...
    def clusters_around(
        self,
        id: str | int,
        *,
        probability: float = 0.95,
        linkage: schemas.Linkage = "single",
        progress: _Progress | None = None,
    ) -> Clusters: ...
    def __reduce__(self) -> tuple[Callable[[bytes], Index], tuple[bytes]]: ...

@final
class Explanation:
    @property
    def left(self) -> str | int: ...
    @property
    def right(self) -> str | int: ...
    @property
    def parts(self) -> list[schemas.Part]: ...
    @property
    def total_millibits(self) -> int: ...
    @property
    def probability(self) -> float: ...
    @property
    def finding(self) -> schemas.Finding: ...
    @property
    def notice(self) -> str: ...
    def to_json(self) -> str: ...
    def to_svg(self) -> str: ...
    def to_html(self) -> str: ...
    def _repr_html_(self) -> str: ...

def prepare(
    left: _Table,
    right: _Table | None = None,
    *,
    settings: _Settings,
    mode: _Mode | None = None,
    limits: _Limits | None = None,
    progress: _Progress | None = None,
) -> Prepared: ...
def estimate_pairs(prepared: Prepared) -> schemas.PairEstimate: ...
def train(prepared: Prepared, *, progress: _Progress | None = None) -> Model: ...
def block_keys(
    table: _Table,
    how: _Settings | Model,
    *,
    side: int = 0,
    plan: BlockPlan | None = None,
    limits: _Limits | None = None,
    progress: _Progress | None = None,
) -> BlockTable: ...
def block_sizes(keys: _Table, *, progress: _Progress | None = None) -> BlockTable: ...
def plan_blocks(
    sizes: _Table,
    how: _Settings | Model,
    *,
    mode: _Mode = "dedupe",
    tile_rows: int | None = None,
    limits: _Limits | None = None,
    progress: _Progress | None = None,
) -> BlockPlan: ...
def term_counts(
    table: _Table,
    how: _Settings | Model,
    *,
    side: int = 0,
    limits: _Limits | None = None,
    progress: _Progress | None = None,
) -> BlockTable: ...
def pairs_in_blocks(
    rows: _Table,
    model: Model,
    plan: BlockPlan,
    terms: TermCounts,
    *,
    minimum_probability: float = 0.01,
    threads: int = 1,
    limits: _Limits | None = None,
    progress: _Progress | None = None,
) -> BlockTable: ...
def training_keys(
    table: _Table,
    how: _Settings | Model,
    plan: BlockPlan,
    terms: TermCounts,
    *,
    side: int = 0,
    limits: _Limits | None = None,
    progress: _Progress | None = None,
) -> BlockTable: ...
def comparison_counts(
    rows: _Table,
    how: _Settings | Model,
    plan: BlockPlan,
    *,
    limits: _Limits | None = None,
    progress: _Progress | None = None,
) -> BlockTable: ...
def train_from_counts(
    counts: _Table,
    how: _Settings | Model,
    plan: BlockPlan,
    terms: TermCounts,
    *,
    progress: _Progress | None = None,
) -> Model: ...
def unlinkable(prepared: Prepared, model: Model, probability: float = 0.95) -> Unlinkable: ...
def find_links(
    prepared: Prepared,
    model: Model,
    *,
    minimum_probability: float = 0.01,
    threads: int = 1,
    progress: _Progress | None = None,
) -> Links: ...
def dedupe(
    table: _Table,
    how: _Settings | Model,
    *,
    minimum_probability: float = 0.01,
    threads: int = 1,
    limits: _Limits | None = None,
    progress: _Progress | None = None,
) -> Links: ...
def link(
    left: _Table,
    right: _Table,
    how: _Settings | Model,
    *,
    minimum_probability: float = 0.01,
    threads: int = 1,
    limits: _Limits | None = None,
    progress: _Progress | None = None,
) -> Links: ...
def link_and_dedupe(
    left: _Table,
    right: _Table,
    how: _Settings | Model,
    *,
    minimum_probability: float = 0.01,
    threads: int = 1,
    limits: _Limits | None = None,
    progress: _Progress | None = None,
) -> Links: ...

# --- compare

@final
class Level:
    def __new__(cls, code: str, label: str) -> Level: ...
    @property
    def code(self) -> str: ...
    @property
    def label(self) -> str: ...
    def __eq__(self, other: object, /) -> bool: ...
    def __ne__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __reduce__(self) -> tuple[type[Level], tuple[str, str]]: ...

PERSON_NAMES_LEAD: Final[float]

def names(a: str | None, b: str | None) -> Level | None: ...
def person_names(
    a: str | None, b: str | None, *, frequencies: NameFrequencies | None = None
) -> schemas.PersonNames | None: ...
def full_names(
    a: tuple[str | None, str | None], b: tuple[str | None, str | None]
) -> tuple[Level | None, Level | None]: ...
def dates(a: str | None, b: str | None) -> Level | None: ...
def birth_years(least: int, most: int, on: datetime.date | str) -> str: ...
def texts(
    a: str | None,
    b: str | None,
    *,
    metric: Literal["jaro_winkler", "levenshtein", "damerau_levenshtein"] = "jaro_winkler",
) -> Level | None: ...
def identifiers(a: str | None, b: str | None) -> Level | None: ...
def postcodes(a: str | None, b: str | None) -> Level | None: ...
def points(a: tuple[float, float], b: tuple[float, float]) -> Level | None: ...
def codes(a: str | None, b: str | None) -> Level | None: ...
def plates(a: str | None, b: str | None) -> Level | None: ...
def vehicle_colors(a: str | None, b: str | None) -> Level | None: ...
def jaro_winkler(a: str | None, b: str | None) -> float: ...

@final
class TextList:
    def __new__(cls, texts: Sequence[str | None]) -> TextList: ...
    def jaro_winkler(self, text: str | None, *, at_least: float = 0.0) -> list[float]: ...
    def __len__(self) -> int: ...

@final
class NameFrequencies:
    def __new__(cls, counts: Mapping[str, int] | Iterable[tuple[str, int]]) -> NameFrequencies: ...
    def __len__(self) -> int: ...

def levenshtein(a: str | None, b: str | None) -> int: ...
def damerau_levenshtein(a: str | None, b: str | None) -> int: ...

# --- records

_RecordKind = Literal[
    "person",
    "offender",
    "incident",
    "case",
    "tip",
    "media_file",
    "series",
    "agency",
    "jurisdiction",
    "provider",
]

def read(
    kind: _RecordKind,
    records: list[Any],
    *,
    unknown_fields: Literal["keep", "refuse"] = "keep",
    limits: _Limits | None = None,
    progress: _Progress | None = None,
) -> schemas.RecordsRead: ...
def read_json(
    kind: _RecordKind,
    data: bytes | bytearray | str,
    *,
    unknown_fields: Literal["keep", "refuse"] = "keep",
    limits: _Limits | None = None,
    progress: _Progress | None = None,
) -> schemas.RecordsRead: ...
def read_ndjson(
    kind: _RecordKind,
    data: bytes | bytearray | str,
    *,
    unknown_fields: Literal["keep", "refuse"] = "keep",
    limits: _Limits | None = None,
    progress: _Progress | None = None,
) -> schemas.RecordsRead: ...
def read_csv(
    kind: _RecordKind,
    data: bytes | bytearray | str,
    *,
    columns: Mapping[str, Any] | None = None,
    unknown_fields: Literal["keep", "refuse"] = "keep",
    limits: _Limits | None = None,
    progress: _Progress | None = None,
) -> schemas.RecordsRead: ...
def record_schema(kind: _RecordKind) -> dict[str, Any]: ...
def check_vin(text: str | None) -> Literal["valid", "bad_check", "not_applicable"]: ...
def state_from_ncic(code: str | None) -> str | None: ...
def state_to_ncic(code: str | None) -> str: ...
def address_note(text: str | None) -> str | None: ...
def is_placeholder(text: str) -> bool: ...

# --- clustering

def components(
    count: int, left: Sequence[int], right: Sequence[int], *, limits: _Limits | None = None
) -> list[int]: ...

# --- release

@final
class Ledger:
    def __new__(cls) -> Ledger: ...
    @staticmethod
    def from_leaf_hashes(hashes: bytes) -> Ledger: ...
    def append(self, entry: bytes) -> int: ...
    def checkpoint(self, origin: str) -> str: ...
    def leaf_hashes(self) -> bytes: ...
    def root(self, size: int | None = None) -> bytes: ...
    def inclusion_proof(self, index: int, size: int | None = None) -> list[bytes]: ...
    def consistency_proof(self, first: int, second: int | None = None) -> list[bytes]: ...
    def __len__(self) -> int: ...
    def __reduce__(self) -> tuple[Callable[[bytes], Ledger], tuple[bytes]]: ...

def verify_inclusion(
    entry: bytes, index: int, size: int, root: bytes, proof: Sequence[bytes]
) -> bool: ...
def verify_consistency(
    first: int, first_root: bytes, second: int, second_root: bytes, proof: Sequence[bytes]
) -> bool: ...

class _Checkpoint(TypedDict):
    origin: str
    size: int
    root: bytes

def parse_checkpoint(text: str) -> _Checkpoint: ...
def retention_sweep(
    items: list[Any], *, as_of: object, rules: Mapping[str, Any] | None = None
) -> schemas.RetentionSweep: ...
def commitment(key: bytes, value: str) -> bytes: ...
def standard_policy() -> schemas.Policy: ...
def decide(
    policy: schemas.Policy | Mapping[str, object],
    *,
    actor: schemas.Actor | Mapping[str, object],
    purpose: str,
    field: str,
    reader: schemas.Reader | Mapping[str, object],
) -> schemas.Decision: ...
def disseminate(
    document: schemas.Document | Mapping[str, object],
    request: schemas.Request | Mapping[str, object],
    *,
    ledger: Ledger,
    key: bytes,
    policy: schemas.Policy | Mapping[str, object] | None = None,
) -> Released: ...

@final
class Released:
    def html(self) -> str: ...
    def markdown(self) -> str: ...
    def json(self) -> str: ...
    def csv(self) -> list[schemas.CsvTable]: ...
    @property
    def entry(self) -> bytes: ...
    @property
    def entry_index(self) -> int: ...
    @property
    def content_hmac(self) -> bytes: ...
    @property
    def withheld(self) -> int: ...
    @property
    def reduced(self) -> int: ...
    @property
    def marking(self) -> str: ...
    def _repr_html_(self) -> str: ...

def suppress(counts: list[list[int]], *, threshold: int = 3) -> schemas.Suppressed: ...

# --- hashes

@final
class PerceptualIndex:
    def __new__(
        cls,
        hashes: _Hashes | None = None,
        *,
        scanning: bool = False,
        progress: _Progress | None = None,
    ) -> PerceptualIndex: ...
    def insert(self, hash: _Hash) -> int: ...
    def extend(self, hashes: _Hashes, *, progress: _Progress | None = None) -> int: ...
    def remove(self, id: int) -> bool: ...
    def get(self, id: int) -> bytes | None: ...
    def find(self, hash: _Hash, radius: int = 31) -> list[_HashMatch]: ...
    def find_all(
        self, hashes: _Hashes, radius: int = 31, *, progress: _Progress | None = None
    ) -> _HashMatches: ...
    def plan(self, queries: int = 1, radius: int = 31) -> Literal["tables", "scan"]: ...
    def snapshot(self) -> _Bytes: ...
    @staticmethod
    def open(
        data: Buffer, *, verify: bool = True, progress: _Progress | None = None
    ) -> PerceptualIndex: ...
    @property
    def bytes(self) -> int: ...
    def __len__(self) -> int: ...

@final
class DigestSet:
    def __new__(
        cls,
        kind: Literal["md5", "sha1", "sha256"],
        digests: _Hashes | None = None,
        *,
        progress: _Progress | None = None,
    ) -> DigestSet: ...
    def insert(self, digest: _Hash) -> bool: ...
    def extend(self, digests: _Hashes, *, progress: _Progress | None = None) -> int: ...
    def remove(self, digest: _Hash) -> bool: ...
    def contains_all(self, digests: _Hashes, *, progress: _Progress | None = None) -> _Bytes: ...
    def snapshot(self) -> _Bytes: ...
    @staticmethod
    def open(
        data: Buffer, *, verify: bool = True, progress: _Progress | None = None
    ) -> DigestSet: ...
    @property
    def kind(self) -> Literal["md5", "sha1", "sha256"]: ...
    @property
    def bytes(self) -> int: ...
    def __contains__(self, digest: _Hash, /) -> bool: ...
    def __len__(self) -> int: ...

@final
class ListReader:
    def __new__(cls, options: schemas.ListReadOptions | Mapping[str, object]) -> ListReader: ...
    def feed(self, data: _Bytes) -> list[schemas.MediaFile]: ...
    def finish(self) -> tuple[list[schemas.MediaFile], schemas.ListReport]: ...

@final
class HashList:
    def __new__(cls, settings: schemas.ListSettings | Mapping[str, object]) -> HashList: ...
    def add(
        self, files: list[Any], *, at: object = None, progress: _Progress | None = None
    ) -> schemas.ListIntake: ...
    def apply(
        self, changes: list[Any], *, progress: _Progress | None = None
    ) -> schemas.ListIntake: ...
    def set_version(self, version: str | None) -> None: ...
    def feed(
        self, reader: ListReader, data: _Bytes | None, *, at: object = None
    ) -> dict[str, Any]: ...
    def find(
        self, file: schemas.MediaFile | Mapping[str, object], *, on: object = None
    ) -> schemas.FileFindings: ...
    def find_all(
        self, files: list[Any], *, on: object = None, progress: _Progress | None = None
    ) -> list[schemas.FileFindings]: ...
    def find_by_distance(
        self,
        file: schemas.MediaFile | Mapping[str, object],
        algorithm: str,
        radius: float,
        distance: Callable[[_Bytes, _Bytes], float],
    ) -> list[tuple[float, schemas.FileHit]]: ...
    def judge(self, feedback: schemas.Feedback | Mapping[str, object]) -> None: ...
    def count_hits(self, entries: Sequence[str], *, on: object) -> None: ...
    def get(self, id: str) -> schemas.ListEntry | None: ...
    def ids(self) -> list[str]: ...
    def snapshot(self) -> _Bytes: ...
    @staticmethod
    def open(
        data: Buffer, *, verify: bool = True, progress: _Progress | None = None
    ) -> HashList: ...
    @property
    def settings(self) -> schemas.ListSettings: ...
    @property
    def bytes(self) -> int: ...
    def __contains__(self, id: str, /) -> bool: ...
    def __len__(self) -> int: ...

def read_list(
    data: _Bytes | str,
    options: schemas.ListReadOptions | Mapping[str, object],
    *,
    progress: _Progress | None = None,
) -> schemas.ListRead: ...
def compare_videos(
    query: object, compared: object, *, rule: schemas.VideoRule | Mapping[str, int] | None = None
) -> dict[str, Any]: ...

# --- patterns

@final
class Events:
    def __new__(
        cls,
        table: _Table,
        settings: schemas.EventSettings | Mapping[str, object] | None = None,
        *,
        limits: _Limits | None = None,
    ) -> Events: ...
    @property
    def set_aside(self) -> schemas.Rejections: ...
    def seem_swapped(self) -> list[int]: ...
    def rows(self) -> list[int]: ...
    def __len__(self) -> int: ...

def knox(
    events: Events,
    settings: schemas.KnoxSettings | Mapping[str, object] | None = None,
    *,
    replicates: int = 999,
    seed: int = 1,
    threads: int = 1,
    progress: _Progress | None = None,
) -> schemas.Knox: ...
def near_repeat(
    events: Events,
    settings: schemas.NearRepeatSettings | Mapping[str, object] | None = None,
    *,
    replicates: int = 999,
    seed: int = 1,
    threads: int = 1,
    progress: _Progress | None = None,
) -> schemas.NearRepeat: ...
def mantel(
    events: Events,
    settings: schemas.MantelSettings | Mapping[str, object] | None = None,
    *,
    replicates: int = 999,
    seed: int = 1,
    threads: int = 1,
    progress: _Progress | None = None,
) -> schemas.Mantel: ...
def jacquez(
    events: Events,
    settings: schemas.JacquezSettings | Mapping[str, object] | None = None,
    *,
    replicates: int = 999,
    seed: int = 1,
    threads: int = 1,
    progress: _Progress | None = None,
) -> schemas.Jacquez: ...
def space_time_k(
    events: Events,
    settings: schemas.SpaceTimeKSettings | Mapping[str, object] | None = None,
    *,
    replicates: int = 999,
    seed: int = 1,
    threads: int = 1,
    progress: _Progress | None = None,
) -> schemas.SpaceTimeK: ...
def near_repeat_pairs(
    events: Events,
    settings: schemas.NearRepeatSettings | Mapping[str, object] | None = None,
    *,
    progress: _Progress | None = None,
) -> list[schemas.NearPair]: ...
def expected_gap(a: tuple[float, float], b: tuple[float, float]) -> float: ...
def expected_circular_gap(
    a: tuple[float, float], b: tuple[float, float], cycle: float
) -> float: ...
def probability_within(a: tuple[float, float], b: tuple[float, float], tau: float) -> float: ...
def aoristic_weights(span: tuple[float, float], edges: Sequence[float]) -> list[float]: ...
def aoristic_counts(
    events: Events, edges: Sequence[float], *, progress: _Progress | None = None
) -> list[float]: ...
def time_profile(
    times: list[Any], settings: schemas.ProfileSettings | Mapping[str, object] | None = None
) -> schemas.TimeProfile: ...
def geographic_profile(
    events: Events,
    settings: schemas.GeographicProfileSettings | Mapping[str, object] | None = None,
    *,
    progress: _Progress | None = None,
) -> schemas.GeographicProfile: ...
def scan_permutation(
    events: Events,
    settings: schemas.ScanSettings | Mapping[str, object] | None = None,
    *,
    places: Mapping[str, Sequence[float]] | None = None,
    replicates: int = 999,
    seed: int = 1,
    threads: int = 1,
    progress: _Progress | None = None,
) -> schemas.Scan: ...
def scan_poisson(
    events: Events,
    population: Mapping[str, Sequence[float]],
    settings: schemas.ScanSettings | Mapping[str, object] | None = None,
    *,
    replicates: int = 999,
    seed: int = 1,
    threads: int = 1,
    progress: _Progress | None = None,
) -> schemas.Scan: ...
def scan_bernoulli(
    events: Events,
    is_case: Sequence[bool],
    settings: schemas.ScanSettings | Mapping[str, object] | None = None,
    *,
    replicates: int = 999,
    seed: int = 1,
    threads: int = 1,
    progress: _Progress | None = None,
) -> schemas.Scan: ...
def ears(
    counts: Sequence[int | None],
    settings: schemas.EarsSettings | Mapping[str, object] | None = None,
) -> schemas.CountAlarms: ...
def cusum(
    counts: Sequence[int | None],
    settings: schemas.CusumSettings | Mapping[str, object] | None = None,
) -> schemas.CountAlarms: ...
def poisson_reference(usual: float, raised: float) -> float: ...
def farrington(
    counts: Sequence[int | None],
    settings: schemas.FarringtonSettings | Mapping[str, object] | None = None,
    *,
    progress: _Progress | None = None,
) -> schemas.CountAlarms: ...
def unusual_counts(
    regions: list[Any], settings: schemas.PredictiveSettings | Mapping[str, object] | None = None
) -> schemas.UnusualCounts: ...
def benjamini_hochberg(p_values: Sequence[float]) -> list[float]: ...
def st_dbscan(
    events: Events,
    settings: schemas.StDbscanSettings | Mapping[str, object] | None = None,
    *,
    order: Sequence[int] | None = None,
    progress: _Progress | None = None,
) -> schemas.StClusters: ...

# --- abductions

def series(
    incidents: list[Any],
    settings: schemas.SeriesSettings | Mapping[str, object] | None = None,
    *,
    progress: _Progress | None = None,
) -> schemas.SeriesFound: ...
def trends(
    incidents: list[Any],
    as_of: object,
    settings: schemas.TrendSettings | Mapping[str, object] | None = None,
    *,
    progress: _Progress | None = None,
) -> schemas.Trends: ...
def summary(
    incidents: list[Any],
    found: schemas.SeriesFound | Mapping[str, object],
    cases: list[Any],
    settings: schemas.SummarySettings | Mapping[str, object],
    *,
    progress: _Progress | None = None,
) -> schemas.Document: ...
def special_bulletin(
    series: schemas.FoundSeries | Mapping[str, object],
    incidents: list[Any],
    settings: schemas.BulletinSettings | Mapping[str, object],
) -> schemas.Document: ...
def train_evidence(
    incidents: list[Any],
    solved: list[Any],
    settings: schemas.TrainingSettings | Mapping[str, object] | None = None,
    *,
    progress: _Progress | None = None,
) -> schemas.Trained: ...
def read_table(
    table: _Table,
    columns: schemas.IncidentColumns | Mapping[str, object],
    *,
    limits: _Limits | None = None,
    progress: _Progress | None = None,
) -> schemas.IncidentTable: ...

@final
class SimilarIndex:
    def __new__(
        cls,
        settings: schemas.EvidenceSettings | Mapping[str, object] | None = None,
        *,
        limits: _Limits | None = None,
    ) -> SimilarIndex: ...
    def add(
        self, incidents: list[Any], *, progress: _Progress | None = None
    ) -> schemas.Rejections: ...
    def remove(self, id: str) -> bool: ...
    def find_similar(
        self,
        incident: schemas.Incident | Mapping[str, object],
        *,
        most: int = 10,
        progress: _Progress | None = None,
    ) -> list[schemas.SimilarIncident]: ...
    def evidence(self, left: str, right: str) -> schemas.PairEvidence: ...
    def flags(self) -> list[schemas.Flag]: ...
    def __len__(self) -> int: ...

# --- tracking

_Tip = schemas.Tip | Mapping[str, object]
_TriageContext = schemas.TriageContext | Mapping[str, object]

@final
class CompiledTriage:
    def __new__(
        cls, rules: schemas.TriageRules | Mapping[str, object] | None = None
    ) -> CompiledTriage: ...
    @property
    def rules(self) -> schemas.TriageRules: ...

_TriageRules = CompiledTriage | schemas.TriageRules | Mapping[str, object]

_RoutingRules = schemas.RoutingRules | Mapping[str, object]

@final
class AgencyDirectory:
    def __new__(
        cls,
        agencies: Iterable[schemas.Agency | Mapping[str, object]],
        jurisdictions: Iterable[schemas.Jurisdiction | Mapping[str, object]],
        inputs: schemas.RouteInputs | Mapping[str, object] | None = None,
    ) -> AgencyDirectory: ...
    def notes(self) -> list[schemas.DirectoryNote]: ...
    def route(
        self, tip: _Tip, rules: _RoutingRules | None = None, now: object = None
    ) -> schemas.Routing: ...
    def route_all(
        self,
        tips: Iterable[Any] | bytes | str,
        rules: _RoutingRules | None = None,
        now: object = None,
        *,
        limits: _Limits | None = None,
        progress: _Progress | None = None,
    ) -> schemas.RoutedTips: ...

@final
class ProviderDirectory:
    def __new__(
        cls, providers: Iterable[schemas.Provider | Mapping[str, object]]
    ) -> ProviderDirectory: ...
    def find(self, text: str, as_of: object, on: object = None) -> list[schemas.ProviderFound]: ...
    def __len__(self) -> int: ...

def read_cybertip(
    xml: bytes | str,
    id: str,
    options: schemas.CyberTipOptions | Mapping[str, object] | None = None,
    *,
    limits: _Limits | None = None,
) -> schemas.CyberTipRead: ...
def read_cybertip_file(
    xml: bytes | str,
    options: schemas.CyberTipOptions | Mapping[str, object] | None = None,
    *,
    limits: _Limits | None = None,
) -> schemas.CyberTipFileRead: ...
def write_cybertip(
    tip: _Tip, options: schemas.CyberTipOptions | Mapping[str, object] | None = None
) -> schemas.CyberTipWritten: ...
def view_tip(
    tip: _Tip, views: Iterable[schemas.TipView | Mapping[str, object]], as_of: object
) -> schemas.TipSeen: ...
def triage_rules() -> schemas.TriageRules: ...
def triage(
    tip: _Tip, context: _TriageContext | None = None, *, rules: _TriageRules | None = None
) -> schemas.Triage: ...
def triage_all(
    tips: Iterable[Any] | bytes | str,
    context: _TriageContext | None = None,
    *,
    rules: _TriageRules | None = None,
    limits: _Limits | None = None,
    threads: int = 1,
    progress: _Progress | None = None,
) -> schemas.TriagedTips: ...
def tell_apart(
    first: _Tip,
    second: _Tip,
    context: _TriageContext | None = None,
    *,
    rules: _TriageRules | None = None,
) -> schemas.TipsApart: ...

class _TipsAdded(TypedDict):
    added: int
    replaced: int
    rejected: schemas.Rejections

@final
class TipIndex:
    def __new__(
        cls, settings: schemas.AlikeSettings | Mapping[str, object] | None = None
    ) -> TipIndex: ...
    @staticmethod
    def from_bytes(data: bytes, *, progress: _Progress | None = None) -> TipIndex: ...
    def to_bytes(self, *, progress: _Progress | None = None) -> bytes: ...
    def add(self, tip: _Tip) -> bool: ...
    def extend(
        self,
        tips: Iterable[Any] | bytes | str,
        *,
        limits: _Limits | None = None,
        progress: _Progress | None = None,
    ) -> _TipsAdded: ...
    def remove(self, id: str) -> None: ...
    def find(self, tip: _Tip, *, most: int = 10) -> schemas.TipsFound: ...
    def explain(self, left: str, right: str) -> schemas.TipLink: ...
    def judge(
        self, judgement: schemas.TipJudgement | Mapping[str, object]
    ) -> schemas.TipJudgement | None: ...
    def withdraw(self, left: str, right: str) -> schemas.TipJudgement | None: ...
    def judgements(self) -> list[schemas.TipJudgement]: ...
    def clusters(self, *, progress: _Progress | None = None) -> schemas.TipClusters: ...
    def cluster_of(self, id: str) -> schemas.TipCluster: ...
    def __contains__(self, id: str, /) -> bool: ...
    def __len__(self) -> int: ...
    def __reduce__(self) -> tuple[Callable[[bytes], TipIndex], tuple[bytes]]: ...

_Offenders = Iterable[Any] | bytes | str
_AssessOptions = schemas.AssessOptions | Mapping[str, object]
_LinkSettings = schemas.LinkSettings | Mapping[str, object]
_OpenCase = schemas.OpenCase | schemas.Case | Mapping[str, object]
_Calendar = schemas.CalendarPolicy | Mapping[str, object]
_Term = schemas.DutyTerm | Mapping[str, object]

@final
class CompiledPacks:
    def __new__(
        cls, packs: Iterable[schemas.RulePack | Mapping[str, object]] | None = None
    ) -> CompiledPacks: ...
    @property
    def packs(self) -> list[schemas.RulePack]: ...
    def __len__(self) -> int: ...

_Packs = CompiledPacks | Iterable[schemas.RulePack | Mapping[str, object]]

def federal_pack() -> schemas.RulePack: ...
def assess(
    offender: schemas.Offender | Mapping[str, object],
    as_of: object,
    options: _AssessOptions | None = None,
    *,
    packs: _Packs | None = None,
    known_on: object | None = None,
    limits: _Limits | None = None,
) -> schemas.Assessment: ...
def assess_all(
    offenders: _Offenders,
    as_of: object,
    options: _AssessOptions | None = None,
    *,
    packs: _Packs | None = None,
    known_on: object | None = None,
    limits: _Limits | None = None,
    progress: _Progress | None = None,
) -> schemas.Assessments: ...
def upcoming(
    offenders: _Offenders,
    as_of: object,
    horizon_days: int = 90,
    options: _AssessOptions | None = None,
    *,
    packs: _Packs | None = None,
    known_on: object | None = None,
    limits: _Limits | None = None,
    progress: _Progress | None = None,
) -> schemas.UpcomingDuties: ...
def registry_counts(
    offenders: _Offenders,
    as_of: object,
    people: Mapping[str, str | int] | None = None,
    options: _AssessOptions | None = None,
    *,
    packs: _Packs | None = None,
    known_on: object | None = None,
    limits: _Limits | None = None,
    progress: _Progress | None = None,
) -> schemas.RegistryCounts: ...
def resolve_people(
    offenders: _Offenders,
    settings: schemas.PeopleSettings | Mapping[str, object] | None = None,
    *,
    limits: _Limits | None = None,
    progress: _Progress | None = None,
) -> schemas.ResolvedPeople: ...
def locate(
    records: Iterable[schemas.Offender | Mapping[str, object]],
    as_of: object,
    beside: schemas.LocateInputs | Mapping[str, object] | None = None,
    settings: schemas.LocateSettings | Mapping[str, object] | None = None,
    *,
    limits: _Limits | None = None,
) -> schemas.Located: ...
def lead_package(
    subject: Mapping[str, object],
    header: schemas.PackageHeader | Mapping[str, object],
) -> schemas.Document: ...
def period_counts(
    offenders: _Offenders,
    start: object,
    until: object,
    people: Mapping[str, str | int] | None = None,
    *,
    limits: _Limits | None = None,
    progress: _Progress | None = None,
) -> schemas.PeriodCounts: ...
def registry_report(
    counts: schemas.RegistryCounts | Mapping[str, object],
    period: schemas.PeriodCounts | Mapping[str, object],
    header: schemas.RegistryReportHeader | Mapping[str, object],
    *,
    packs: _Packs | None = None,
) -> schemas.Document: ...
def federal_holidays(year: int) -> list[schemas.Holiday]: ...
def term_end(
    event: object,
    term: _Term,
    direction: Literal["after", "before"] = "after",
    *,
    calendar: _Calendar | None = None,
) -> str: ...
def period_end(
    start: object,
    years: int,
    custody: Iterable[schemas.Span | Mapping[str, object]] | None = None,
    *,
    calendar: _Calendar | None = None,
) -> schemas.TolledPeriod: ...
def verification_dates(
    anchor: object, every: _Term, count: int, *, calendar: _Calendar | None = None
) -> list[str]: ...
def residence_from(
    stays: Iterable[schemas.Span | Mapping[str, object]],
    as_of: object,
    rule: schemas.ResidenceRule | Mapping[str, object],
) -> str | None: ...
def sweep_list(
    registrants: Iterable[schemas.LeadRegistrant | Mapping[str, object]],
    as_of: object,
    settings: schemas.SweepListSettings | Mapping[str, object] | None = None,
) -> schemas.SweepList: ...
def sweep_sheet(
    plan: schemas.FieldPlan | Mapping[str, object],
    header: schemas.PackageHeader | Mapping[str, object],
) -> schemas.Document: ...
def verification_sweep(
    stops: Iterable[schemas.SweepStop | Mapping[str, object]],
    teams: Iterable[schemas.SweepTeam | Mapping[str, object]],
    travel: Mapping[str, object] | None = None,
    settings: schemas.SweepSettings | Mapping[str, object] | None = None,
    *,
    progress: _Progress | None = None,
) -> schemas.Routes: ...

@final
class OffenderIndex:
    def __new__(
        cls,
        offenders: _Offenders,
        known: schemas.KnownFacts | Mapping[str, object] | None = None,
        *,
        limits: _Limits | None = None,
        progress: _Progress | None = None,
    ) -> OffenderIndex: ...
    def find_offenders(
        self, case: _OpenCase, settings: _LinkSettings | None = None, *, most: int | None = None
    ) -> schemas.OffenderFindings: ...
    def find_offenders_of(
        self,
        cases: Iterable[_OpenCase],
        settings: _LinkSettings | None = None,
        *,
        most: int | None = None,
        threads: int = 0,
        progress: _Progress | None = None,
    ) -> schemas.CasesFindings: ...
    def find_cases(
        self,
        offender: str,
        cases: Iterable[_OpenCase],
        settings: _LinkSettings | None = None,
        *,
        most: int | None = None,
        progress: _Progress | None = None,
    ) -> schemas.CaseFindings: ...
    def explain(
        self, offender: str, case: _OpenCase, settings: _LinkSettings | None = None
    ) -> schemas.Link: ...
    def sensitivity(
        self,
        case: _OpenCase,
        settings: _LinkSettings | None = None,
        variations: Iterable[schemas.Variation | Mapping[str, object]] | None = None,
        *,
        progress: _Progress | None = None,
    ) -> schemas.Sensitivity: ...
    @property
    def rejected(self) -> schemas.Rejections: ...
    @property
    def not_found(self) -> list[str]: ...
    def __len__(self) -> int: ...

# --- victims

def recognise(
    files: list[Any],
    lists: list[HashList],
    series: list[Any] | None = None,
    *,
    on: object = None,
    progress: _Progress | None = None,
) -> schemas.Recognition: ...
def recognition_report(
    recognition: schemas.Recognition | Mapping[str, object],
    header: schemas.ReportHeader | Mapping[str, object],
) -> schemas.Document: ...
def check_submission(
    submission: schemas.Submission | Mapping[str, object],
    lists: list[HashList],
    *,
    progress: _Progress | None = None,
) -> schemas.SubmissionCheck: ...

@final
class EvidenceGuide:
    def __new__(
        cls,
        entries: list[Any],
        settings: schemas.GuideSettings | Mapping[str, object] | None = None,
    ) -> EvidenceGuide: ...
    def find(self, name: str) -> list[schemas.GuideHit]: ...
    def find_all(
        self, names: Sequence[str] | _Arrow, *, progress: _Progress | None = None
    ) -> schemas.GuideFindings: ...
    def refusals(self) -> list[schemas.GuideRefusal]: ...
    def __len__(self) -> int: ...

def clue_tables() -> list[schemas.ClueTable]: ...
def combine_clues(
    clues: list[Any],
    *,
    tables: list[Any] | None = None,
    settings: schemas.ClueSettings | Mapping[str, object] | None = None,
) -> schemas.ClueFindings: ...
def route_clues(
    findings: schemas.ClueFindings | Mapping[str, object],
    agencies: list[Any],
    jurisdictions: list[Any],
) -> list[schemas.ClueRoute]: ...
def clue_document(
    findings: schemas.ClueFindings | Mapping[str, object],
    clues: list[Any],
    *,
    id: str,
    agency: str,
    as_of: object,
    routes: list[Any] | None = None,
) -> schemas.Document: ...

# --- guidance

@final
class Guidance:
    def __new__(
        cls,
        set: schemas.GuidanceSet | Mapping[str, object],
        settings: schemas.GuidanceSettings | Mapping[str, object] | None = None,
    ) -> Guidance: ...
    @staticmethod
    def starter() -> Guidance: ...
    def search(
        self,
        question: str,
        *,
        topic: str | None = None,
        audience: str | None = None,
        language: str | None = None,
        most: int = 3,
    ) -> schemas.GuidanceAnswer: ...
    def entry(self, id: str) -> schemas.GuidanceEntry: ...
    def topics(self) -> list[str]: ...
    def set(self) -> schemas.GuidanceSet: ...
    def __len__(self) -> int: ...

# --- synth

_WorldKind = Literal[
    "offender",
    "case",
    "incident",
    "tip",
    "media_file",
    "series",
    "agency",
    "jurisdiction",
    "provider",
]
_TruthKind = Literal["offender", "case", "incident", "tip", "media_file"]

def world(
    seed: int,
    size: schemas.Size | Mapping[str, int],
    *,
    rates: schemas.Rates | Mapping[str, float] | None = None,
    as_of: object = None,
) -> World: ...

@final
class World:
    def count(self, kind: _WorldKind) -> int: ...
    def records(
        self,
        kind: _WorldKind,
        *,
        start: int = 0,
        stop: int | None = None,
        progress: _Progress | None = None,
    ) -> list[dict[str, Any]]: ...
    def truth(
        self,
        kind: _TruthKind,
        *,
        start: int = 0,
        stop: int | None = None,
        progress: _Progress | None = None,
    ) -> list[dict[str, Any]]: ...
    def ndjson(
        self,
        kind: _WorldKind,
        *,
        start: int = 0,
        stop: int | None = None,
        progress: _Progress | None = None,
    ) -> bytes: ...
    def truth_ndjson(
        self,
        kind: _TruthKind,
        *,
        start: int = 0,
        stop: int | None = None,
        progress: _Progress | None = None,
    ) -> bytes: ...

# --- documents

def check(document: schemas.Document | Mapping[str, object]) -> None: ...
