"""Read texts, pages and documents as an `Article`."""

from passerelle.article.reader import read
from passerelle.article.types import Article, Block
from passerelle.errors import ArticleError

__all__ = ["Article", "ArticleError", "Block", "read"]
