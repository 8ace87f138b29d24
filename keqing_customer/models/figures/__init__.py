from . import keqing_customer_figure
from . import keqing_customer_figure_refresh
from . import keqing_strategy_proposal
from . import res_company
from . import res_partner
from . import res_partner_search
from . import res_partner_figures
from . import res_users
