"""Whatever is asked, nothing is a fault of ours, and every answer is as OpenAPI says."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
FEW, MANY = 5, 150


@pytest.fixture(scope="module")
def operations(document: Mapping[str, Any]) -> list[Any]:
    found: list[Any] = list(schemathesis.openapi.from_dict(dict(document)).get_all_operations())
    return [one.ok() for one in found]


@pytest.fixture(scope="module")
def session() -> Iterator[requests.Session]:
    with requests.Session() as session:
        session.trust_env = False
        yield session


@pytest.mark.parametrize("mode", list(GenerationMode))
def test_nothing_that_is_asked_is_a_fault_of_ours(
    operations: list[Any], served: str, session: requests.Session, mode: GenerationMode
) -> None:
    _ask_all(operations, served, session, mode, FEW)


@pytest.mark.stress
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("mode", list(GenerationMode))
def test_nor_is_anything_of_thousands(
    operations: list[Any], served: str, session: requests.Session, mode: GenerationMode
) -> None:
    _ask_all(operations, served, session, mode, MANY)


def _ask_all(operations: list[Any], served: str, session: requests.Session, mode: GenerationMode, most: int) -> None:
    assert operations
    for operation in operations:
        _asking(operation, served, session, mode, most)()


def _asking(
    operation: Any, served: str, session: requests.Session, mode: GenerationMode, most: int
) -> Callable[[], None]:
    @settings(
        max_examples=most,
        deadline=None,
        database=None,
        derandomize=most == FEW,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def ask(case: Case[Any]) -> None:
        case.call_and_validate(base_url=served, session=session, checks=CHECKS)

    return ask
