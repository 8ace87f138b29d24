from . import intake
from . import clock
from . import work
from . import learn
from . import remedy
