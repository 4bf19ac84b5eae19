"""Types of a language record's words for pages: phrases around a story, and words in class names."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PageWords:
    """Phrases that pages and files put around a story, as case-insensitive regular expressions.

    Attributes:
        source: words before the address of the original: `source`.
        source_label: other words before the address of the original: `original`.
        source_line: words that open a line with only the name of the original publisher, as written: `Theo`.
        source_article: words that name the original as an article: `article original`.
        source_after: words before the name of the original publisher: `theo`, `d'après`.
        source_link: words before any link: `lien`.
        credit: labels of a picture credit, before a colon.
        caption: other labels of a caption.
        illustration: notes that a picture is an illustration.
        bracketed_credit: openings of a credit in brackets, with what must follow them.
        counter: things counted below an article: comments, views.
        share: buttons of a share bar other than the names of services.
        share_joins: words between those.
        related: openings of a link to another article.
        related_joins: words that may continue such an opening: `notre` in `Lire aussi notre dossier`.
        follow: openings of an invitation to subscribe.
        follow_what: objects of such an invitation, such as a newsletter.
        subscribe: such invitations as a whole line.
        reported: words that show that such a line is prose.
        rights: copyright notices.
        elements: other page elements, as a whole line.
        byline: openings of a line with the date or the author.
        abbreviations: abbreviations in titles, without their full stop.
        author_before: words before an author's name.
        agency_before: words before an agency after an author's name, with an elided article: `avec l'`.
        owner_joins: lower-case words inside the name of an owner of rights.
        place_before: words between an author's name and a place: `à`.
        date_before: words between an author's name and a date: `le`.
        language_before: words before the language of a linked page, in brackets: `en`.
        published: words before the date of publication.
        date_joins: other words in such a line, apart from the names of months and weekdays.
        paywall: lines shown instead of the rest of an article.
        consent: phrases of a page that waits for consent to cookies.
        live: phrases in the title of a live blog.
        home: link text for a site's home page.
        robot_check: lines of a page that checks that its reader is not a robot.
        not_found: lines of a page served for a missing one.
        denied: lines of a page served to those who may not read the article.
        failure: lines of a page served while the site has a fault.
        login: lines of a page that asks its reader to log in.
        script_needed: lines shown without JavaScript.
        mail: lines that programs add to an e-mail, such as who may read it and how to unsubscribe.
        mail_field: names of the fields above a forwarded or earlier message.
        wrote: words at the end of a line that says who wrote the message quoted below it.
        reply_prefix: abbreviations at the start of the subject of a reply.
        forward_prefix: abbreviations at the start of the subject of a forwarded message.
        subtitled: credits of subtitles, as the whole text of a cue.
        page_before: words before the number of a printed page.
        page_of: words between that number and the number of pages.
        no_viewer: parts of a PDF that say that the program cannot show it.
    """

    source: tuple[str, ...] = ()
    source_label: tuple[str, ...] = ()
    source_line: tuple[str, ...] = ()
    source_article: tuple[str, ...] = ()
    source_after: tuple[str, ...] = ()
    source_link: tuple[str, ...] = ()
    credit: tuple[str, ...] = ()
    caption: tuple[str, ...] = ()
    illustration: tuple[str, ...] = ()
    bracketed_credit: tuple[str, ...] = ()
    counter: tuple[str, ...] = ()
    share: tuple[str, ...] = ()
    share_joins: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    related_joins: tuple[str, ...] = ()
    follow: tuple[str, ...] = ()
    follow_what: tuple[str, ...] = ()
    subscribe: tuple[str, ...] = ()
    reported: tuple[str, ...] = ()
    rights: tuple[str, ...] = ()
    elements: tuple[str, ...] = ()
    byline: tuple[str, ...] = ()
    abbreviations: tuple[str, ...] = ()
    author_before: tuple[str, ...] = ()
    agency_before: tuple[str, ...] = ()
    owner_joins: tuple[str, ...] = ()
    place_before: tuple[str, ...] = ()
    date_before: tuple[str, ...] = ()
    language_before: tuple[str, ...] = ()
    published: tuple[str, ...] = ()
    date_joins: tuple[str, ...] = ()
    paywall: tuple[str, ...] = ()
    consent: tuple[str, ...] = ()
    live: tuple[str, ...] = ()
    home: tuple[str, ...] = ()
    robot_check: tuple[str, ...] = ()
    not_found: tuple[str, ...] = ()
    denied: tuple[str, ...] = ()
    failure: tuple[str, ...] = ()
    login: tuple[str, ...] = ()
    script_needed: tuple[str, ...] = ()
    mail: tuple[str, ...] = ()
    mail_field: tuple[str, ...] = ()
    wrote: tuple[str, ...] = ()
    reply_prefix: tuple[str, ...] = ()
    forward_prefix: tuple[str, ...] = ()
    subtitled: tuple[str, ...] = ()
    page_before: tuple[str, ...] = ()
    page_of: tuple[str, ...] = ()
    no_viewer: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MarkupNames:
    """Words of a language in the classes, ids and addresses of pages, as regular expressions.

    Class names are English almost everywhere; the modules that search for them have the English ones.

    Attributes:
        author: the author's name.
        caption: the caption of a picture, as written.
        comments: comments and links below an article.
        drop_capital: the large first letter, as written.
        furniture: parts that do not belong to the article.
        home: the home page.
        kicker: the line above a headline.
        lead: the summary below a headline.
        place: the place in a dateline.
        related: links to other articles, also inside a longer word.
    """

    author: tuple[str, ...] = ()
    caption: tuple[str, ...] = ()
    comments: tuple[str, ...] = ()
    drop_capital: tuple[str, ...] = ()
    furniture: tuple[str, ...] = ()
    home: tuple[str, ...] = ()
    kicker: tuple[str, ...] = ()
    lead: tuple[str, ...] = ()
    place: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
