from . import keqing_route
from . import keqing_route_stop
from . import keqing_route_plan
from . import keqing_route_order
from . import keqing_visit
from . import res_partner
