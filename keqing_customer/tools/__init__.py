from . import apportion
from . import datum
from . import exact
from . import period
from . import pinyin
from . import spelling
