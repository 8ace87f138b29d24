from . import keqing_visit_cancellation
from . import res_config_settings
