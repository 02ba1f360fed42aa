"""Which tables are there? Importing this module makes every one of them known."""

from __future__ import annotations

import dmaic.analyze.causes
import dmaic.audit
import dmaic.control.handover
import dmaic.control.monitor
import dmaic.control.plan
import dmaic.define.benefits
import dmaic.define.business_case
import dmaic.define.charter
import dmaic.define.commitment
import dmaic.define.metrics
import dmaic.define.needs
import dmaic.define.sipoc
import dmaic.define.stakeholders
import dmaic.define.voice
import dmaic.improve.solutions
import dmaic.measure.benchmarking
import dmaic.measure.chart_settings
import dmaic.measure.checksheet
import dmaic.measure.collection
import dmaic.measure.datasets.tables
import dmaic.measure.gage.tables
import dmaic.measure.jobs
import dmaic.measure.pareto.counts
import dmaic.measure.process_map
import dmaic.measure.quality_cost
import dmaic.measure.service.adopting
import dmaic.measure.service.customers
import dmaic.measure.service.inbox
import dmaic.measure.service.problems
import dmaic.measure.service.sources
import dmaic.measure.service.summary
import dmaic.measure.special_causes
import dmaic.measure.staging
import dmaic.measure.uploads
import dmaic.people.accounts
import dmaic.people.tokens
import dmaic.playbooks.bringing
import dmaic.portfolio.ideas
import dmaic.portfolio.ratings
import dmaic.projects.notices
import dmaic.projects.project
import dmaic.projects.study
import dmaic.projects.team
import dmaic.tollgates.review
import dmaic.validation.selfcheck  # noqa: F401
