"""How bad is it really, and who stands behind that number? The assessment of readings, and the signed baseline."""

from dmaic.measure.baseline.assess import Assessment, Excluded, assess
from dmaic.measure.baseline.context import Context, context_of
from dmaic.measure.baseline.figures import Group
from dmaic.measure.baseline.mixing import Compare
from dmaic.measure.baseline.signing import (
    STAGE,
    Drift,
    approvals_of,
    assess_as_signed,
    baseline_of,
    baselines_of,
    content_fingerprint,
    drift_of,
    is_signed_by,
    level_of,
    not_approved,
    objections_to,
    sign_baseline,
    signatures,
    signed_figure,
    signed_value,
    signing_roles,
    still_matches,
)
from dmaic.measure.baseline.speaking import Figure, figure_for

__all__ = [
    "STAGE",
    "Assessment",
    "Compare",
    "Context",
    "Drift",
    "Excluded",
    "Figure",
    "Group",
    "approvals_of",
    "assess",
    "assess_as_signed",
    "baseline_of",
    "baselines_of",
    "content_fingerprint",
    "context_of",
    "drift_of",
    "figure_for",
    "is_signed_by",
    "level_of",
    "not_approved",
    "objections_to",
    "sign_baseline",
    "signatures",
    "signed_figure",
    "signed_value",
    "signing_roles",
    "still_matches",
]
