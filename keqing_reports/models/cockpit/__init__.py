from . import keqing_cockpit_layout
from . import keqing_cockpit
from . import keqing_cockpit_detail
from . import keqing_cockpit_cards
from . import keqing_today
