from . import keqing_evaluation_override
from . import keqing_evaluation_simulation
