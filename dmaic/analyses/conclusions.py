"""What does an answer say where it carries no sentence of its own? One a kind of analysis, from its figures."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from dmaic.analyses.parts import bounds, said

Answer = Mapping[str, Any]


def sentence_of(name: str, answer: Answer) -> str:
    """The conclusion in a sentence; empty where the figures speak for themselves."""
    return _SENTENCES[name](answer) if name in _SENTENCES else ""


def _summary(a: Answer) -> str:
    return (
        f"{said(a['n'])} values with mean {said(a['mean'])} ({bounds(a['mean_ci'])}) and standard deviation {said(a['sd'])}; "
        f"half of them lie between {said(a['q1'])} and {said(a['q3'])}."
    )


def _percentile(a: Answer) -> str:
    return f"{said(100 * a['fraction'])} % of cases lie below {said(a['value'])}, interval {said(a['ci'])}."


def _lags(a: Answer) -> str:
    if a["significant"]:
        return f"Each value leans on the one before: r = {said(a['lag1'])}, beyond {said(a['bound'])}."
    return f"No leaning on the value before is shown: r = {said(a['lag1'])}, within {said(a['bound'])}."


def _normality(a: Answer) -> str:
    tests = [a[key]["p"] for key in ("anderson_darling", "shapiro_wilk") if a.get(key)]
    if not tests:
        return ""
    if min(tests) < 0.05:
        return f"The values depart from a normal curve (p = {said(min(tests))}). Look at the plot before you choose a method."
    return f"No departure from a normal curve is shown in {said(a['n'])} values (p = {said(min(tests))}); that is no proof of one."


def _sigma(a: Answer) -> str:
    if "rty" in a:
        return f"All steps together are right the first time in {said(100 * a['rty'])} % of cases."
    if "long_term_dpmo" in a:
        return f"In the long run that is {said(a['long_term_dpmo'])} defects per million opportunities, with a shift of {said(a['shift'])}."
    level = f"sigma level {said(a['sigma_with_shift'])} with a shift of {said(a['shift'])}, {said(a['z_long_term'])} without"
    return f"{said(a['dpmo'])} defects per million opportunities: {level}." if "dpmo" in a else f"That is {level}."


def _capability(a: Answer) -> str:
    shown = [one for one in a["statistics"] if one["name"] in ("Ppk", "Cpk") and one["value"] is not None]
    if not shown:
        withheld = next((one["note"] for one in a["statistics"] if one["value"] is None), "")
        return f"No index is promised. {withheld}".strip()
    one = shown[-1]
    bound = f", at least {said(one['low'])}" if one["low"] is not None else ""
    return f"{one['name']} is {said(one['value'])}{bound}. Promise the lower end of the interval, not the figure."


def _service(a: Answer) -> str:
    return f"{said(a['within'])} of {said(a['n'])} cases kept the promise: {said(100 * a['share'])} %, interval {bounds([100 * one for one in a['wilson_ci']])} %."


def _outlier(a: Answer) -> str:
    about = f"value {said(a['value'])} at position {a['index'] + 1} (p = {said(a['p'])})"
    return (
        f"One value belongs to another world: {about}. Find its cause before you leave it out."
        if a["is_outlier"]
        else f"No outlier is shown; the farthest is the {about}."
    )


def _fits(a: Answer) -> str:
    best = a["fits"][0]["distribution"]["family"]
    return (
        f"The {best} distribution fits best of {len(a['fits'])}; look at the plot, a best fit may still be a bad one."
    )


def _chance(a: Answer) -> str:
    if "charts" in a:
        return f"Of {said(a['charts'])} stable charts {said(a['expected'])} would show a signal by chance."
    return f"A stable process of {said(a['n'])} points shows at least one signal with a chance of {said(100 * a['chance'])} %."


def _nps(a: Answer) -> str:
    return f"The score is {said(a['nps'])}, interval {said(a['ci'])}, from {said(a['n'])} answers."


def _counts(a: Answer) -> str:
    if "ppm" in a:
        return f"{said(100 * a['p'])} % are defective, interval {bounds([100 * one for one in a['p_ci']])} %; process Z {said(a['process_z'])}."
    return f"{said(a['dpu'])} defects a unit, interval {bounds(a['dpu_ci'])}."


def _nonnormal(a: Answer) -> str:
    if "lambda_rounded" in a:
        return f"The best power is {said(a['lambda'])}, interval {bounds(a['lambda_ci'])}; take {said(a['lambda_rounded'])}."
    return (
        f"Ppk is {said(a['ppk'])}; {said(a.get('expected_ppm'))} per million are expected outside."
        if a.get("ppk") is not None
        else ""
    )


def _straight(a: Answer) -> str:
    if a["outside"]:
        return f"{said(a['outside'])} of {said(len(a['values']))} points lie outside the bounds of a straight line."
    return "All points lie inside the bounds of a straight line: a normal curve fits."


def _designed(a: Answer) -> str:
    return f"The design has {said(a['runs'])} runs."


def _sheet(a: Answer) -> str:
    return f"{len(a['runs'])} runs in {a['blocks']} {'block' if a['blocks'] == 1 else 'blocks'}, in this order, from seed {a['seed']}."


def _factors(a: Answer) -> str:
    return f"One standard deviation is the mean range divided by {said(a['d2'])}; limits of the averages lie {said(a['A2'])} mean ranges away."


def _planned(a: Answer) -> str:
    return f"{said(a['count'])} measurements in random order, from seed {a['seed']}."


def _acting(a: Answer) -> str:
    active = a["lenth"]["active"] if a.get("lenth") else []
    if not active:
        return "No effect stands out from chance."
    sure = a["lenth"]["surely_active"]
    tail = f"; beyond doubt {', '.join(sure)}" if sure else ""
    return f"These effects stand out from chance: {', '.join(active)}{tail}."


def _anova(a: Answer) -> str:
    terms = {name: line["p"] for name, line in a.items() if isinstance(line, Mapping) and line.get("p") is not None}
    moving = [name for name, p in terms.items() if p < 0.05]
    return f"Shown to move the mean: {', '.join(moving)}." if moving else "No factor is shown to move the mean."


def _fired(a: Answer) -> str:
    fired = [
        f"{rule} at point {', '.join(str(one + 1) for one in places[:5])}"
        for rule, places in a.items()
        if isinstance(places, list) and places
    ]
    return f"Signals: {'; '.join(fired)}." if fired else "No rule gives a signal."


def _drawn(a: Answer) -> str:
    return f"Trace these {len(a['records'])} records: {', '.join(str(one) for one in sorted(a['records']))}."


def _kappa(a: Answer) -> str:
    if a.get("kappa") is None:
        return ""
    ends = [a.get("low"), a.get("high")]
    return f"Kappa is {said(a['kappa'])}, interval {bounds(ends)}: 1 is full agreement, 0 what chance gives."


def _adviser(a: Answer) -> str:
    return f"Use {a['use']}. {a['why']}"


_SENTENCES: dict[str, Callable[[Answer], str]] = {
    "summary": _summary,
    "nist_univariate": _summary,
    "percentile": _percentile,
    "autocorrelation": _lags,
    "normality": _normality,
    "sigma_level": _sigma,
    "capability": _capability,
    "capability_nonnormal": _nonnormal,
    "service_level": _service,
    "outliers": _outlier,
    "distribution_choice": _fits,
    "false_alarm": _chance,
    "nps": _nps,
    "attribute_capability": _counts,
    "probability_plot": _straight,
    "doe_designs": _designed,
    "doe_run_sheet": _sheet,
    "constants": _factors,
    "gage_plan": _planned,
    "agreement_plan": _planned,
    "doe_factorial": _acting,
    "doe_anova": _anova,
    "rules": _fired,
    "audit_sample": _drawn,
    "attribute_agreement": _kappa,
    "adviser": _adviser,
}
