from . import intake
from . import clock
from . import work
from . import remedy
from . import learn
