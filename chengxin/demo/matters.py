"""演示事项: what beside penalties and licences is sent, by whom, how often and how much: the list of it, one line a source."""

import datetime as dt
import random
from collections.abc import Callable
from dataclasses import dataclass

from chengxin.demo import acts, dealings, history, professions, qualifications, standing
from chengxin.demo.world import Round, Row, World

Make = Callable[[World, random.Random, dt.date, int], list[Row]]


@dataclass(frozen=True)
class Matter:
    """A source, the months between two of its files and the month it falls in, the rows of one in the whole district, how they are made."""

    source: str
    every: int
    phase: int
    rows: float
    make: Make
    spoiled: float = 0.004  # share of rows with a usual mistake
    form: str = "csv"  # csv, gb18030, tabs or xlsx
    organ: str | None = None  # short name of the sending organ, where the rows name none


MATTERS = (
    Matter("social_organisations", 12, 0, 1000, qualifications.social_organisations, organ="民政"),
    Matter("industries", 12, 1, 2400, standing.industries, form="gb18030"),
    Matter("inspections", 2, 1, 620, acts.inspections, 0.006),
    Matter("commitments", 2, 0, 460, dealings.commitments, 0.008),
    Matter("contracts", 3, 2, 110, dealings.contracts, 0.006),
    Matter("abnormal_operations", 3, 0, 180, standing.abnormal_operations),
    Matter("credit_ratings", 12, 5, 2600, standing.credit_ratings, form="xlsx"),
    Matter("tax_credit_a", 12, 7, 1500, standing.tax_credit_a, form="gb18030"),
    Matter("tax_deregistrations", 3, 1, 60, standing.tax_deregistrations),
    Matter("honours", 12, 2, 120, standing.honours, form="xlsx"),
    Matter("serious_lists", 6, 4, 24, standing.serious_lists, 0),
    Matter("key_supervisions", 12, 3, 90, standing.key_supervisions),
    Matter("confirmations", 6, 3, 80, acts.confirmations),
    Matter("rewards", 12, 10, 40, acts.rewards),
    Matter("coercions", 6, 1, 70, acts.coercions),
    Matter("levies", 6, 5, 60, acts.levies),
    Matter("rulings", 12, 9, 14, acts.rulings, 0),
    Matter("benefits", 3, 1, 240, acts.benefits),
    Matter("compensations", 12, 6, 24, acts.compensations, 0),
    Matter("inspection_bodies", 12, 4, 20, qualifications.inspection_bodies, 0),
    Matter("procurement_agencies", 12, 8, 16, qualifications.procurement_agencies, 0),
    Matter("exit_entry_agencies", 36, 12, 8, qualifications.exit_entry_agencies, 0),
    Matter("used_car_appraisers", 36, 18, 8, qualifications.used_car_appraisers, 0),
    Matter("technology_centres", 12, 11, 14, qualifications.technology_centres, 0),
    Matter("education_institutions", 12, 8, 90, qualifications.education_institutions, 0),
    Matter("social_org_annuals", 12, 6, 1000, qualifications.social_org_annuals, 0),
    Matter("public_investment_projects", 12, 2, 40, qualifications.public_investment_projects, 0, "tabs"),
    Matter("teachers", 12, 9, 420, professions.teachers),
    Matter("nurses", 12, 10, 340, professions.nurses, form="gb18030"),
    Matter("vocational_certificates", 12, 11, 420, professions.craftsmen),
    Matter("lawyers", 12, 3, 180, professions.lawyers),
    Matter("notaries", 12, 5, 90, professions.notaries, 0),
    Matter("appraisers", 12, 7, 90, professions.appraisers, 0),
    Matter("licences_old", 36, 24, 160, history.licences, 0, "gb18030", "市监"),
    Matter("penalties_old", 36, 24, 120, history.penalties, 0, "gb18030", "市监"),
)


def of_people(matter: Matter) -> bool:
    """Whether a file holds the people of a profession, each of whom comes but once or twice."""
    return matter.make.__module__ == professions.__name__


def due(world: World, month: Round) -> list[Matter]:
    """What is sent in a round; in a district of few rounds every matter comes once, spread over them."""
    if world.size.every == 1:
        return [matter for matter in MATTERS if month.months_back % matter.every == matter.phase % matter.every and (matter.every < 36 or month.months_back == matter.phase)]
    return [matter for place, matter in enumerate(MATTERS) if place % len(world.rounds) == month.number]
