/**
 * What people call things in German, French, Spanish, Portuguese, Italian, Russian, Chinese and Japanese, by how
 * the word begins. Enough to find an action; a planner with a language model translates better.
 */
const BEGINNINGS: Readonly<Record<string, string>> = {
  create:
    "erstell anleg créer crée crear crea criar crie creare созда добав завед 创建 新建 建立 作成 作って 新規",
  delete: "lösch entfern supprim elimin borra apag exclu cancell удал убер 删除 移除 削除",
  list: "auflist zeig liste affiche montr mostra muestra lista listar elenca покаж списо 列出 显示 查看 一覧 表示 見せ",
  search: "such finde cherch trouv busca encuentr procur cerca trova найд ищи поиск 搜索 查找 検索 探し",
  update: "aktualisier änder bearbeit modifi actualiz atualiz aggiorn измен обнов редакт 更新 修改 変更 編集",
  send: "send sende schick schreib envoi envia enviar manda invia отправ напиш пошл 发送 发 送信 送って",
  cancel: "stornier annull annul cancel отмен 取消 キャンセル",
  void: "stornier annull аннулир 作废 無効",
  refund: "erstatt rückerstatt rembours reembols rimbors возвра 退款 返金",
  start: "start beginn démarr lance inicia arranca avvia запус старт 启动 开始 開始 起動",
  stop: "stopp arrêt detén parar ferma останов 停止",
  restart: "neustart redémarr reinici riavvia перезапус 重启 再起動 neu",
  close: "schließ ferm cerra fech chiud закр 关闭 閉じ",
  assign: "zuweis assign asign atribu назнач 分配 指派 割り当て",
  approve: "genehmig approuv aproba aprova approva одобр 批准 承認",
  invite: "einlad invit convida приглас 邀请 招待",
  issue: "aufgabe vorgang ticket tâche tarea tarefa compito задач тикет баг 任务 问题 课题 課題 タスク",
  invoice: "rechnung factur fatur fattur счет счёт 发票 账单 請求書",
  customer: "kunde client cliente клиент 客户 顧客",
  order: "bestell command pedido encomend ordin заказ 订单 注文",
  payment: "zahlung paiement pago pagament платеж платёж 付款 支付 支払",
  user: "benutzer nutzer utilisateur usuario usuário utente пользовател 用户 ユーザー",
  message: "nachricht messag mensaj mensag messaggi сообщен 消息 信息 メッセージ",
  channel: "kanal canal canale канал 频道 チャンネル",
  email: "e-mail courriel correo почт письм 邮件 メール",
  repository: "repositor dépôt репозитор 仓库 リポジトリ",
  pull: "пул пулл 拉取 プル",
  request: "реквест запрос 请求 リクエスト",
  branch: "zweig branche rama ветк 分支 ブランチ",
  deployment: "bereitstell déploi desplieg implant деплой развер 部署 デプロイ",
  server: "сервер 服务器 サーバー",
  container: "контейнер 容器 コンテナ",
  file: "datei fichier archivo arquivo файл 文件 ファイル",
  folder: "ordner dossier carpeta pasta cartella папк 文件夹 フォルダ",
  document: "dokument documento документ 文档 ドキュメント",
  calendar: "kalender calendri calendari calendário календар 日历 カレンダー",
  meeting: "besprech termin réunion reunión reunião riunion встреч созвон 会议 会議 ミーティング",
  event: "ereignis événement evento событи 事件 イベント 予定",
  oncall: "bereitschaft astreinte guardia plantão reperibil дежурн 值班 当番 オンコール",
  incident: "störung vorfall incidente инцидент авари 事故 故障 障害 インシデント",
  status: "état estado stato статус состояни 状态 ステータス 状態",
  open: "offen ouvert abiert abert apert откры 打开 未完成 オープン",
  comment:
    "kommentar commentaire comentari comment комментар 评论 コメント kommentier commente comenta commenta прокоммент 评论 コメント",
  team: "mannschaft équipe equipo equipe squadra команд 团队 チーム",
  report: "bericht rapport informe relatóri отчет отчёт 报告 レポート",
  balance: "saldo solde баланс 余额 残高",
  price: "preis prix precio preço prezzo цен 价格 価格",
  product: "produkt produit producto produto prodott товар продукт 产品 商品 製品",
  next: "nächst suivant siguiente próxim следующ 下一 次の 次",
  previous: "vorherig précédent anterior предыдущ 上一 前の",
  skip: "überspring sauter passe omitir pular пропус переключ 跳过 スキップ 次の曲",
  track: "lied chanson canción música brano песн трек 歌 曲",
  play: "spiel joue reproduc toca игра включ 播放 再生",
  pause: "pausier pausa пауз приостанов 暂停 一時停止",
  current: "aktuell actuel actual atual текущ сейчас 当前 现在 現在",
  today: "heute aujourd hoy hoje oggi сегодня 今天 今日",
  weather: "wetter météo clima tempo погод 天气 天気",
  password: "passwort kennwort contraseñ senha парол 密码 パスワード",
  disable: "deaktivier sperr désactiv desactiv отключ заблок 禁用 無効",
  enable: "aktivier activ включ 启用 有効",
  add: "hinzufüg füge ajout añad agrega adicion aggiung добавл 添加 追加",
  remove: "entfern enlev retir quita remov rimuov убер 移除 外し",
  move: "verschieb déplac muev mover sposta перемест перенес 移动 移動",
  rename: "umbenenn renomm renombra renome rinomina переимен 重命名 名前を変更",
  copy: "kopier copi duplic скопир 复制 コピー",
  share: "teil freigeb partag compart condivid подел 分享 共享 共有",
  upload: "hochlad téléverse sube subir carica загруз 上传 アップロード",
  download: "herunterlad télécharg descarg baixa scarica скача 下载 ダウンロード",
  merge: "zusammenführ fusionn fusion мерж слить слей 合并 マージ",
  deploy: "ausroll déploi despleg implant задепло деплой 部署 デプロイ",
  archive: "archivier archiv архив 归档 アーカイブ",
  read: "lies lese lis lire lee leia leggi прочит читай 读 読ん",
  post: "poste publi pubblic veröffentlich опублик 发布 投稿",
  subscribe: "abonnier abonn suscrib inscrev iscriv подпиш подпис 订阅 登録",
  lock: "sperr verrouill bloque bloquea blocca заблокир 锁定 ロック",
  unlock: "entsperr déverrouill débloqu desbloque sblocca разблок 解锁 解除",
  reset: "zurücksetz réinitialis restablec redefin reimposta сброс 重置 リセット",
  schedule: "plane planif program agenda запланир 安排 安排 予定 スケジュール",
  remind: "erinner rappel recuerd lembr ricorda напомн 提醒 リマインド",
  restore: "wiederherstell restaur ripristin восстанов 恢复 復元",
  count: "wieviel wie viel combien cuánt quant сколько 多少 いくつ 何件",
  who: "wer qui quién quem chi кто 谁 誰",
  member: "mitglied membre miembro membro участник 成员 メンバー",
  group: "gruppe groupe grupo gruppo групп 组 グループ",
  account: "konto compte cuenta conta account аккаунт учетн учётн 账户 账号 アカウント",
  subscription: "abo abonnement suscripci assinatura abbonament подписк 订阅 サブスク",
  contract: "vertrag contrat contrato contratto договор контракт 合同 契約",
  label: "etikett étiquette etiqueta etichetta метк 标签 ラベル",
  project: "projekt projet proyecto projeto progetto проект 项目 プロジェクト",
  board: "tafel tableau tablero quadro lavagna доск 看板 ボード",
  card: "karte carte tarjeta cartão scheda карточк 卡片 カード",
  spreadsheet: "tabelle tableur feuille hoja planilha foglio таблиц 表格 スプレッドシート",
  row: "zeile ligne fila linha riga строк 行",
  page: "seite page página pagina страниц 页面 ページ",
  note: "notiz note nota заметк 笔记 メモ",
  version: "version versión versão versione верси 版本 バージョン",
  log: "protokoll journal registro лог 日志 ログ",
  error: "fehler erreur errore ошибк 错误 エラー",
  alert: "warnung alarm alerte alerta allarme предупрежд тревог 警报 告警 アラート",
  database: "datenbank base de données базы базу 数据库 データベース",
  domain: "domäne domaine dominio domínio домен 域名 ドメイン",
  image: "bild imagen imagem immagine изображен образ картин 图片 镜像 画像 イメージ",
  video: "vidéo vídeo видео 视频 動画",
  playlist: "wiedergabeliste liste de lecture плейлист 播放列表 歌单 プレイリスト",
  volume: "lautstärke leiser lauter volumen volume громкост тише громче 音量",
  flag: "schalter drapeau bandera флаг 开关 フラグ",
  coupon: "gutschein rabatt купон скидк 优惠券 クーポン",
  phone: "telefon téléphone teléfono telefone telefono телефон 电话 電話",
  address: "adresse dirección endereço indirizzo адрес 地址 住所",
  permission: "berechtigung zugriff autorisation permis permess доступ прав 权限 権限",
  availability: "verfügbar frei disponib libre livre libero свобод 空闲 空き",
};

/** Any letter that English does not use, so that English text is never taken for another language. */
const FOREIGN_LETTER = /[^\p{ASCII}\p{P}\p{S}\s]/u;
const SCRIPT_WITHOUT_SPACES = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u;
/** Small words that give a language away which is written in plain Latin letters. */
const SMALL_FOREIGN_WORD =
  /\b(der|die|das|den|dem|zum|auf|von|wer|ist|ein|eine|einen|und|mit|bitte|mir|le|les|une|dans|avec|el|los|las|una|para|por|il|gli|della|uma|nel|dos|del|les|aux|qui|quem|quais|chi)\b/;

/** How people of those languages begin a request: enough to know it by where no small word is in it. */
const FOREIGN_BEGINNING =
  /^(zeig|erstell|kommentier|schick|sende |lade |starte |stoppe |schliess|suche |finde |montre|affiche|supprime|envoie|ferme |liste |ajoute|muestra|crea |busca|envia|cierra|elimina|borra|cancela|riavvia|mostra|cancella|invia|chiudi|crie |procure)/;

/** How a word of another language begins. */
interface Beginning {
  readonly text: string;
  /** Whether it may stand anywhere: of several words, or of a script that puts no spaces between words. */
  readonly isAnywhere: boolean;
}

const MEANT_BY: readonly { readonly english: string; readonly beginnings: readonly Beginning[] }[] =
  Object.entries(BEGINNINGS).map(([english, written]) => ({
    english,
    beginnings: written.split(" ").map((one) => {
      const text = one.replaceAll("\u00a0", " ");
      return { text, isAnywhere: text.includes(" ") || SCRIPT_WITHOUT_SPACES.test(text) };
    }),
  }));

/** English words for the foreign ones in `text`, in lower case; empty for English. */
export function translateWords(text: string): string[] {
  const lower = text.toLowerCase();
  const isForeign =
    FOREIGN_LETTER.test(lower) || SMALL_FOREIGN_WORD.test(lower) || FOREIGN_BEGINNING.test(lower.trim());
  if (!isForeign) return [];
  const words = lower.match(/[\p{L}]+/gu) ?? [];
  const occurs = ({ text: beginning, isAnywhere }: Beginning) =>
    isAnywhere ? lower.includes(beginning) : words.some((word) => word.startsWith(beginning));
  return MEANT_BY.filter(({ beginnings }) => beginnings.some(occurs)).map(({ english }) => english);
}
