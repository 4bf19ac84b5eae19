"""The errors that a person meets: one sentence each, that says what to do next."""


class PasserelleError(Exception):
    """Base of every error whose message is meant for a person.

    The fronts print the message alone, without a traceback. The tree:

    - PasserelleError
        - ModelError: models.txt, a model folder, its conversion or its engine
            - RefusedModel: a model whose output is wrong
            - HubError: a download from the hub
        - article.ArticleError: a text, file or page that cannot be read
        - translate.TranslationError: a text that cannot be translated
    """


class ModelError(PasserelleError):
    """A model cannot be found, read, converted or run."""


class RefusedModel(ModelError):
    """A model that runs, but whose output on sentences with a known answer is wrong."""


class HubError(ModelError):
    """A model cannot be had from the hub or the place that stands in for it."""
