"""诚信 Chengxin: the public-credit information platform of a city district."""

__version__ = "0.1.0"
