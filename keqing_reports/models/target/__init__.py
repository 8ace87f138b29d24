from . import keqing_target
from . import keqing_target_tier
from . import keqing_target_incentive
from . import keqing_target_split
from . import keqing_target_actual
from . import keqing_target_state
from . import keqing_kpi
