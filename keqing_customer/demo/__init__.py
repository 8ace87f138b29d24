from . import keqing_demo
from . import assignment
from . import engine
from . import card
from . import credit
from . import relationship
from . import development
from . import selection
