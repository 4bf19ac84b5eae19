"""Reading: text, HTML, Word, PDF and Markdown become an `Article`."""

from article.model import Article, ArticleError, Block
from article.reader import read

__all__ = ["Article", "ArticleError", "Block", "read"]
