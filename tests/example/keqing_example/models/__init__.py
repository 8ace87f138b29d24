from . import keqing_tasting_theme
from . import keqing_tasting
from . import keqing_indicator
from . import keqing_customer_type
from . import keqing_strategy
from . import keqing_strategy_proposal
from . import res_partner
from . import res_partner_tasting
