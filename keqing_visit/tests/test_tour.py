# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
from types import SimpleNamespace
from unittest.mock import patch

from odoo.tests import BaseCase, tagged

from ..tools import tour

START = (0, 0)
PLACES = [(0, 3), (0, 1), (0, 2)]


class Solver:
    """OR-Tools as the search for a short way uses it; it answers what it is told to."""

    def __init__(self, order):
        self.order = order
        self.parameters = SimpleNamespace(time_limit=SimpleNamespace())

    def RoutingIndexManager(self, size, vehicles, starts, ends):
        self.size, self.ends = size, ends
        assert (vehicles, starts) == (1, [0])
        return SimpleNamespace(IndexToNode=lambda index: index)

    def RoutingModel(self, _manager):
        after = dict(zip(self.order or [], [*(self.order or [])[1:], *self.ends], strict=False))
        return SimpleNamespace(
            RegisterTransitCallback=self.note,
            SetArcCostEvaluatorOfAllVehicles=lambda _way: None,
            SolveWithParameters=lambda _parameters: self.order and self,
            Start=lambda _vehicle: 0,
            IsEnd=lambda index: [index] == self.ends,
            NextVar=after.get,
        )

    def DefaultRoutingSearchParameters(self):
        return self.parameters

    def Value(self, index):
        return index

    def note(self, way):
        self.way = way


@tagged("post_install", "-at_install")
class TestTour(BaseCase):
    """The order of stops, with OR-Tools and without."""

    def _order(self, solver):
        with patch.object(tour, "import_module", return_value=solver):
            return tour.shortest_order(START, PLACES)

    def test_without_it_the_own_search_is_enough(self):
        with patch.object(tour, "import_module", side_effect=ImportError):
            self.assertIsNone(tour._searched([[0]]))
            self.assertEqual(tour.shortest_order(START, PLACES), [1, 2, 0])

    def test_it_is_asked_for_an_open_way(self):
        solver = Solver([0, 2, 3, 1])
        self.assertEqual(self._order(solver), [1, 2, 0])
        self.assertEqual((solver.size, solver.ends), (5, [4]), "the end is a place more")
        self.assertEqual(solver.way(4, 1), 0)
        self.assertEqual(solver.way(2, 4), 0)
        self.assertAlmostEqual(solver.way(0, 2), 111_195, delta=10)
        self.assertEqual(solver.parameters.local_search_metaheuristic, tour.GUIDED_LOCAL_SEARCH)
        self.assertEqual(solver.parameters.time_limit.seconds, tour.SOLVER_SECONDS)

    def test_a_shorter_way_is_taken_and_a_longer_one_is_not(self):
        with patch.object(tour, "_untangled", lambda order, _metres: order[:1] + order[:0:-1]):
            self.assertEqual(self._order(Solver([0, 2, 3, 1])), [1, 2, 0])
        self.assertEqual(self._order(Solver([0, 1, 2, 3])), [1, 2, 0])
        self.assertEqual(self._order(Solver(None)), [1, 2, 0], "it may find nothing")
