from . import keqing_demo
from . import keqing_demo_credit
from . import keqing_demo_development
from . import keqing_demo_file
from . import keqing_demo_relationship
from . import keqing_demo_selection
from . import keqing_demo_target
from . import keqing_demo_team
