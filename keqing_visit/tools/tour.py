# Copyright 2026 Keqing contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl).
"""In which order to visit places so that little way is lost.

A tour begins at a start and does not come back: whoever goes home counts home as the start of the
next day. Places are pairs of latitude and longitude in degrees; ways are along the surface, as
streets are not known.
"""

from importlib import import_module
from itertools import pairwise

from .position import distance_meters

MOST_ROUNDS = 50
SOLVER_SECONDS = 2
GUIDED_LOCAL_SEARCH = 2  # OR-Tools has no name for it where numbers are taken


def tour_meters(start, places):
    """How long the way is from the start through all places in this order.

    >>> round(tour_meters((0, 0), [(0, 1), (0, 2)]) / 1000)
    222
    >>> tour_meters((0, 0), [])
    0
    >>> tour_meters(None, [(0, 1)])
    0
    """
    return sum(distance_meters(*step) for step in pairwise([*([start] if start else []), *places]))


def shortest_order(start, places):
    """A short way from the start, or from the first place, through all others.

    The nearest place is next, then stretches are turned around as long as that saves way (2-opt).
    Where OR-Tools is installed, that searches besides, and the shorter way is taken.

    :return: positions in ``places``, each once

    >>> shortest_order((0, 0), [(0, 3), (0, 1), (0, 2)])
    [1, 2, 0]
    >>> shortest_order(None, [(0, 0), (0, 5), (0, 1)])
    [0, 2, 1]
    >>> shortest_order((0, 0), [])
    []
    """
    if not places:
        return []
    points = [*([start] if start else []), *places]
    metres = [[distance_meters(one, other) for other in points] for one in points]
    order = _untangled(_nearest_first(metres), metres)
    searched = _searched(metres)
    if searched and _length(searched, metres) < _length(order, metres):
        order = searched
    return [point - 1 for point in order[1:]] if start else order


def _length(order, metres):
    return sum(metres[one][other] for one, other in pairwise(order))


def _nearest_first(metres):
    order, left = [0], set(range(1, len(metres)))
    while left:
        here = metres[order[-1]]
        order.append(min(left, key=lambda point: (here[point], point)))
        left.remove(order[-1])
    return order


def _untangled(order, metres):
    """Turn stretches around while the way becomes shorter; the first point stays the first."""
    last = len(order) - 1
    for __ in range(MOST_ROUNDS):
        is_better = False
        for begin in range(1, last):
            for end in range(begin + 1, last + 1):
                before, after = order[begin - 1], order[end + 1] if end < last else None
                saved = metres[before][order[begin]] - metres[before][order[end]]
                if after is not None:
                    saved += metres[order[end]][after] - metres[order[begin]][after]
                if saved > 1e-6:
                    order[begin : end + 1] = reversed(order[begin : end + 1])
                    is_better = True
        if not is_better:
            break
    return order


def _searched(metres):
    """The order that OR-Tools finds; none where it is not installed."""
    try:
        solver = import_module("ortools.constraint_solver.pywrapcp")
    except ImportError:
        return None
    # One more point, as near to all, is where the open tour ends
    end = len(metres)
    manager = solver.RoutingIndexManager(end + 1, 1, [0], [end])
    routing = solver.RoutingModel(manager)

    def way(one, other):
        one, other = manager.IndexToNode(one), manager.IndexToNode(other)
        return 0 if end in (one, other) else round(metres[one][other])

    routing.SetArcCostEvaluatorOfAllVehicles(routing.RegisterTransitCallback(way))
    parameters = solver.DefaultRoutingSearchParameters()
    parameters.local_search_metaheuristic = GUIDED_LOCAL_SEARCH
    parameters.time_limit.seconds = SOLVER_SECONDS
    found = routing.SolveWithParameters(parameters)
    if not found:
        return None
    order, index = [], routing.Start(0)
    while not routing.IsEnd(index):
        order.append(manager.IndexToNode(index))
        index = found.Value(routing.NextVar(index))
    return order
