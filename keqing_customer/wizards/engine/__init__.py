from . import keqing_evaluation_anew
from . import keqing_evaluation_anew_line
from . import keqing_evaluation_override
from . import keqing_evaluation_simulation
from . import keqing_strategy_dismissal
from . import res_config_settings
