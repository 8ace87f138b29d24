from . import keqing_evaluation_override
from . import keqing_evaluation_simulation
from . import keqing_strategy_dismissal
