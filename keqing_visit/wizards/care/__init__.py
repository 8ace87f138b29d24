from . import res_config_settings
from . import keqing_event_invitation
