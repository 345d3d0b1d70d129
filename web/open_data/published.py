"""What a request is told of the publication: addresses as the public knows them, licence, and who publishes."""

from dataclasses import replace

from fastapi import Request

from model.dataset import Dataset, Release
from pipeline.open_data import days
from pipeline.star_published import PublishedStar
from pipeline.workplace import Workplace
from reports.datasets import datasets, star_datasets
from reports.dcat import Held, Listing
from reports.language import N_
from reports.licences import LICENCES
from web.open_data.publication import Publication
from web.problems import Problem, not_found

NO_FILE = N_("There is no such file"), N_("The page of the dataset lists its files.")


def base_of(request: Request) -> str:
    """The address of the dashboard without a slash at its end: that of the settings, else the request's own."""
    workplace: Workplace = request.app.state.workplace
    return workplace.settings.public_url or str(request.base_url).rstrip("/")


def publication_of(request: Request) -> Publication:
    held: Publication = request.app.state.publication
    return held


def star_of(request: Request) -> PublishedStar:
    held: PublishedStar = request.app.state.star
    return held


def release_of(request: Request) -> Release:
    """Raises Problem where nothing is published yet."""
    release = publication_of(request).release(request.app.state.shelf.stamp())
    if release is None:
        raise Problem(
            404, N_("Nothing is published yet"), N_("The data appear here when the first night of audits is over.")
        )
    return release


def dataset_named(name: str) -> Dataset:
    if name not in datasets():
        raise not_found(N_("There is no such dataset"), N_("The page of open data lists all that there are."))
    return datasets()[name]


def listing_of(request: Request) -> Listing:
    workplace: Workplace = request.app.state.workplace
    settings, release = workplace.settings, release_of(request)
    first, _ = days(workplace) or (release.on, release.on)
    return Listing(
        base=base_of(request),
        publisher=settings.publisher,
        publisher_url=settings.publisher_url,
        contact=settings.contact,
        licence=LICENCES[settings.data_licence],
        release=release,
        since=first,
    )


def star_held(request: Request, listing: Listing) -> dict[str, Held]:
    """By its id each table of the star schema as the newest export left it; none where none is published."""
    star = star_of(request).release()
    if star is None:
        return {}
    own = replace(listing, release=star.release)
    every = star_datasets()
    return {every[table].id: Held(own, every[table], files) for table, files in star.tables.items()}
