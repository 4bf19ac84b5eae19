"""Pages that a site serves instead of an article are refused in one sentence that says what to do."""

import pytest
from test_webpage import PROSE, TITLE, page, story

from passerelle.article import pagekind, read
from passerelle.article.substitutes import THIN
from passerelle.errors import ArticleError

ROBOT, NOT_FOUND, DENIED, FAILURE = "check for robots", "no such page", "does not serve", "try again later"
LOGIN, SCRIPTS, FORWARDS = "asks its readers to log in", "only with JavaScript", "give its address instead: "
NEWS = "<p>Le maire de Brest a annoncé jeudi l'ouverture de la halle, après trois ans de travaux au port.</p>"
OTHER = "".join(
    f"<li><a href='/{i}'>À Quimper, la mairie vote le budget {i} de la halle</a></li>" for i in range(20)
)


def source(title: str, body: str, head: str = "") -> bytes:
    return (
        f"<!DOCTYPE html><html><head><title>{title}</title>{head}</head><body>{body}</body></html>".encode()
    )


@pytest.mark.parametrize(
    ("title", "body", "message"),
    [
        (
            "Just a moment...",
            "<noscript><span>Enable JavaScript and cookies to continue</span></noscript><script>1</script>",
            ROBOT,
        ),
        ("leponant.fr", "<p id=c>Please enable JS and disable any ad blocker</p><script>1</script>", ROBOT),
        ("Un instant…", "<p>leponant.fr doit vérifier la sécurité de votre connexion avant.</p>", ROBOT),
        ("", "<h1>Désolé, nous devons vérifier que vous n'êtes pas un robot</h1><p>Cochez.</p>", ROBOT),
        ("Xác minh", "<h1>Xác minh bạn không phải là robot</h1><p>Nhập các chữ bên dưới.</p>", ROBOT),
        ("404 Not Found", "<center><h1>404 Not Found</h1></center><hr><center>nginx</center>", NOT_FOUND),
        (
            "Erreur 404",
            "<main><h1>Oups ! Cette page n'existe plus</h1><p>La page que vous cherchez est introuvable.</p>"
            f"<h2>Les plus lus</h2><ul>{OTHER}</ul></main>",
            NOT_FOUND,
        ),
        ("Le Ponant", "<p>Oups… Le contenu que vous recherchez n’est plus disponible.</p>", NOT_FOUND),
        ("Báo", "<p>Rất tiếc, bài viết bạn tìm đã bị gỡ bỏ hoặc không còn tồn tại.</p>", NOT_FOUND),
        ("Wayback Machine", "<p>Hrm.</p><p>The Wayback Machine has not archived that URL.</p>", NOT_FOUND),
        ("Fehler", "<h1>Seite nicht gefunden</h1><p>Die gewünschte Seite existiert nicht.</p>", NOT_FOUND),
        ("Access Denied", "<h1>Access Denied</h1>You don't have permission to access this page.", DENIED),
        ("TV", "<p>Ce contenu n'est pas disponible dans votre pays.</p>", DENIED),
        ("Báo", "<h1>Truy cập bị từ chối</h1><p>Bạn không có quyền truy cập vào trang này.</p>", DENIED),
        ("502 Bad Gateway", "<h1>502 Bad Gateway</h1><hr>nginx", FAILURE),
        ("Le Ponant", "<p>Notre site est actuellement en maintenance. Merci de votre patience.</p>", FAILURE),
        ("Báo", "<h1>Hệ thống đang bảo trì</h1><p>Quý độc giả quay lại sau ít phút.</p>", FAILURE),
        ("Le Ponant", "<h1>Connectez-vous pour continuer</h1><form><input type=password></form>", LOGIN),
        ("Báo", "<p>Bạn cần đăng nhập để xem nội dung này.</p>", LOGIN),
        ("Le Ponant", "<p>Espace des lecteurs</p><form><input type=password></form>", LOGIN),
        ("App", "<noscript>You need to enable JavaScript to run this app.</noscript><div></div>", SCRIPTS),
        ("Le Ponant", "<p>Pour consulter ce site, vous devez activer JavaScript.</p>", SCRIPTS),
        (TITLE, "<div id=__next></div><script src=a.js></script>", SCRIPTS),
        (
            "Le Ponant",
            "<nav><a href='/p'>Politique</a></nav><main id=app></main><script src=a.js></script>"
            f"<footer>{NEWS}{NEWS}{NEWS}</footer>",
            SCRIPTS,
        ),
        ("Báo", "<app-root>Đang tải...</app-root><script src=a.js></script>", SCRIPTS),
        ("Le Ponant", "<iframe src='https://www.leponant.fr/halle'></iframe>", "in a frame"),
        (
            "301 Moved Permanently",
            "<h1>Moved Permanently</h1>Moved <a href='https://www.leponant.fr/halle'>here</a>.",
            f"{FORWARDS}https://www.leponant.fr/halle",
        ),
        ("", "<script>location.replace('https://leponant.fr/a')</script>", f"{FORWARDS}https://leponant.fr/a"),
    ],
)  # fmt: skip
def test_what_is_served_instead_of_an_article_is_refused(title: str, body: str, message: str) -> None:
    with pytest.raises(ArticleError) as caught:
        read(source(title, body), name="a.html")
    assert str(caught.value).startswith("a.html ")
    assert message in str(caught.value)


def test_a_page_that_forwards_by_itself_gives_the_address() -> None:
    refresh = "<meta http-equiv=refresh content='0; url=/halle-{1}.html'>"
    refresh += "<link rel=canonical href='https://leponant.fr/'>"
    with pytest.raises(ArticleError, match=r"https://leponant\.fr/halle-%7B1%7D\.html$"):
        read(source("Redirection", "<p>La page arrive.</p>", refresh), name="a.html")


@pytest.mark.parametrize(
    ("title", "body"),
    [
        ("En panne", "<p>Le site des impôts est en maintenance depuis lundi, a annoncé le ministère.</p>"),
        ("Accès refusé", PROSE),
        ("Panne mondiale", f"<noscript>Please enable JavaScript to view this page.</noscript>{NEWS}{NEWS}"),
        ("Panne mondiale", "<p>Des sites ont montré « Just a moment… » à des millions de lecteurs.</p>"),
        ("Budget", f"<a href='/l'>Se connecter</a><input type=password>{PROSE}"),
        ("Budget", f"<h1>Se connecter</h1><p>Vous devez vous connecter pour continuer.</p>{NEWS}{NEWS}"),
        ("Budget", f"<p>Une erreur est survenue.</p>{NEWS}{NEWS}"),
        ("Budget", f"<p><a href=b>{NEWS[3:-4]}</a></p><p>Bitte melden Sie sich an, um zu kommentieren</p>"),
        ("Budget", f"{NEWS}{NEWS}<p>Connectez-vous pour commenter</p>"),
        ("Peugeot 404", f"<p>404</p>{PROSE}"),
        ("Finances", "<p>L'article a été supprimé par le Sénat jeudi, à 172 voix contre 160.</p>"),
        ("Y tế", "<p>Trang thiết bị đã bị xóa khỏi danh mục, theo Bộ Y tế, vì không đạt tiêu chuẩn.</p>"),
    ],
)  # fmt: skip
def test_an_article_about_such_pages_is_read(title: str, body: str) -> None:
    article = read(
        source(f"{title} - Le Ponant", f"<article><h1>{title}</h1>{body}</article>"), name="a.html"
    )
    assert article.title == title
    assert story(article)[1:]


def test_a_video_page_with_a_message_for_old_browsers_is_read() -> None:
    player = "<video src=a.mp4>Votre navigateur ne supporte pas la lecture de vidéos.</video>"
    body = f"<article><h1>{TITLE}</h1>{player}<p>Le maire explique son projet.</p></article>"
    assert read(source(TITLE, body), name="a.html", language="fr").notices == (pagekind.VIDEO,)


def test_a_page_whose_scripts_have_not_run_has_a_notice() -> None:
    body = f"<nav><a href='/p'>Politique</a></nav><main><h1>{TITLE}</h1>{NEWS}<div id=body></div></main>"
    assert read(source(TITLE, f"{body}<script>1</script>"), name="a.html", language="fr").notices == (THIN,)
    assert read(source(TITLE, body), name="a.html", language="fr").notices == ()
    whole = f"<article><h1>{TITLE}</h1>{PROSE}</article><script>1</script>"
    assert read(source(TITLE, whole), name="a.html", language="fr").notices == ()


@pytest.mark.parametrize(
    "body",
    [
        "<h2>Continuer sans accepter</h2><p>Avec votre accord, nos partenaires et nous utilisons des cookies."
        "</p><p>Vous pouvez retirer votre consentement à tout moment.</p>",
        "<h2>Accédez gratuitement au site en acceptant les cookies, ou abonnez-vous</h2><p>Vous pouvez "
        "accepter les traceurs publicitaires ou payer 2 € par mois.</p>",
        "<h2>Nous respectons votre vie privée</h2><p>Ce site utilise des cookies de mesure d'audience.</p>",
        "<p>Chúng tôi dùng cookie để nâng cao trải nghiệm của bạn. Bấm Đồng ý để tiếp tục.</p>",
    ],
)
def test_a_consent_wall_has_a_notice(body: str) -> None:
    assert pagekind.COOKIE_WALL in read(source("Consentement", f"<main>{body}</main>"), name="a.html").notices


def test_the_frame_of_an_archive_is_removed() -> None:
    toolbar = (
        "<div id=wm-ipp-base style='display:none'><p>The Internet Archive discovers and captures web pages "
        "through many different web crawls, some for months.</p><div>12 Mar 2016 - 30 Oct 2023</div></div>"
        "<div id=wm-ipp-print>The Wayback Machine - https://web.archive.org/web/2020/https://leponant.fr/</div>"
    )
    cache = "<div id=bN015__google-cache-hdr>Voici la page telle qu'elle était affichée le 3 mai 2024.</div>"
    article = page("", frame=f"{toolbar}{cache}<div>{{}}</div>")
    assert len(story(article)) == 5
    assert article.date is None


def test_the_address_on_a_printed_page_is_not_part_of_the_story() -> None:
    printed = "<p>Imprimé depuis https://www.leponant.fr/halle le 12/05/2026</p>"
    article = page("<p>URL source : https://www.leponant.fr/halle</p>", frame=f"<div>{printed}{{}}</div>")
    assert len(story(article)) == 5
