"""Do people judge alike, and rightly? Agreement of categorical and ordered ratings."""

from dmaic.statistics.agreement.arrange import Ratings, arrange_ratings
from dmaic.statistics.agreement.concordance import Concordance, kendall_w
from dmaic.statistics.agreement.fleiss import CategoryKappa, FleissKappa, fleiss
from dmaic.statistics.agreement.kappa import Kappa, cohen, cohen_table, cross_table
from dmaic.statistics.agreement.plan import AgreementPlan, PlannedRating, agreement_plan
from dmaic.statistics.agreement.study import AgreementStudy, Effectiveness, Matched, StudyKappa, agreement_study

__all__ = [
    "AgreementPlan",
    "AgreementStudy",
    "CategoryKappa",
    "Concordance",
    "Effectiveness",
    "FleissKappa",
    "Kappa",
    "Matched",
    "PlannedRating",
    "Ratings",
    "StudyKappa",
    "agreement_plan",
    "agreement_study",
    "arrange_ratings",
    "cohen",
    "cohen_table",
    "cross_table",
    "fleiss",
    "kendall_w",
]
